import Guardrail
import TestSupport
import Testing

/// Law 2 for masking, of whole conversations: responses in several lanes, their streams cut anywhere
/// and interleaved.
@Suite struct OutputStreamLawTests {
  @Test(arguments: [(0..<500, Settings.OwnValues.restore), (500..<1_000, .mask)])
  func `deltas, done events and terminal events agree on the masked text`(
    seeds: Range<Int>, own: Settings.OwnValues
  ) throws {
    var settings = Settings()
    settings.outputMasking = .stream
    settings.ownValues = own
    var largestHold = 0
    var masks = 0
    var restored = 0
    for seed in seeds {
      var random = SeededGenerator(seed: seed)
      var talk = try Talk(settings: settings)
      var values: [String: String] = [:]
      for _ in 0..<3 {
        let value = random.pick(try Sample.returning.get())
        values[try talk.token(for: value)] = value.value
      }
      let tokens = values.keys.sorted()
      let answer = RandomAnswer(random: &random) { random, isSource in
        isSource
          ? OutputSample.source(&random, tokens, upTo: 4)
          : OutputSample.text(&random, tokens, upTo: 6)
      }
      var client = AnswerClient(answer: answer)
      for event in answer.events {
        client.receive(try talk.answer(event.tree.text).map { try JSONTree($0) }, for: event)
        largestHold = max(largestHold, talk.mostHeldBytes)
      }
      client.finish()
      #expect(talk.close().isEmpty, "seed \(seed)")
      for (lane, streams) in answer.lanes.map(\.streams).enumerated() {
        for (index, stream) in streams.enumerated() {
          let seen = client.wholes[lane][index]
          #expect(
            seen.allSatisfy { $0 == seen[0] }, "seed \(seed), lane \(lane), \(stream.family)")
          let text = seen[0].strings.joined(separator: "\n")
          if own == .mask {
            #expect(!tokens.contains { text.contains($0) }, "seed \(seed)")
          }
          masks += text.ranges(of: "<EMAIL_ADDRESS>").count
          restored += values.count { stream.text.contains($0.key) && text.contains($0.value) }
        }
      }
    }
    #expect(largestHold <= 6 * settings.holdCharacters)
    #expect(masks > seeds.count)
    if own == .restore { #expect(restored > seeds.count) }
    print("seeds \(seeds), own values \(own): largest hold \(largestHold) bytes")
  }
}
