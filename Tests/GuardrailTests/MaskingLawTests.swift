import Guardrail
import Recognizers
import TestSupport
import Testing

/// Laws 1 and 4: no value leaves, and nothing but values changes.
@Suite struct MaskingLawTests {
  @Test(arguments: 0..<500)
  func `only the values of a frame change, and each becomes its token`(seed: Int) throws {
    let frame = FrameWriter.frame(seed: seed, samples: try Sample.all.get())
    var talk = try Talk()
    guard let sent = talk.send(frame.text) else {
      Issue.record("the frame is refused")
      return
    }
    let tokens = frame.tokens(in: sent)
    #expect(tokens != nil, "something else than the values has changed, or a value has not")
    // One value, one token; another value, another token.
    var names: [String: String] = [:]
    for (sample, token) in zip(frame.samples, tokens ?? []) where sample.comesBack {
      #expect(names[sample.value, default: token] == token)
      names[sample.value] = token
    }
    #expect(Set(names.values).count == names.count)
  }

  @Test(arguments: 0..<500)
  func `no string of what the backend gets holds a value, however it is read`(seed: Int) throws {
    let frame = FrameWriter.frame(seed: seed, samples: try Sample.all.get(), values: 1)
    var talk = try Talk()
    let answer = talk.send(frame.text)
    let sent = try #require(answer)
    let strings = try JSONTree(sent.replacing("1e400", with: "1")).strings + [sent]
    for sample in frame.samples {
      #expect(
        !strings.contains { $0.contains(sample.value) }, "a value of \(sample.entity) is there")
    }
  }

  @Test(arguments: 0..<500)
  func `a frame without findings is forwarded as it is`(seed: Int) throws {
    let frame = FrameWriter.frame(seed: seed, samples: [], values: 0)
    var talk = try Talk()
    #expect(talk.receive(client: Array(frame.text.utf8)) == .forward)
  }

  @Test func `the samples are of every entity that is on`() throws {
    let entities = Set(
      try Embedded.rules.get().recognizers.filter(\.isEnabled).map(\.entity))
    #expect(Set(try Sample.all.get().map(\.entity)) == entities)
  }
}
