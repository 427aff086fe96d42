import TestSupport
import Testing

/// Law 2: however a stream is cut and interleaved, the client gets the same text everywhere.
@Suite struct StreamLawTests {
  @Test(arguments: 0..<500)
  func `deltas, done events and terminal events agree on the restored text`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    var talk = try Talk()
    var values: [String: String] = [:]
    for _ in 0..<3 {
      let value = random.pick(try Sample.plain.get())
      values[try talk.token(for: value)] = value.value
    }
    let answer = RandomAnswer(random: &random) { random, isSource in
      let words = Self.words(values.keys.sorted(), &random)
      return isSource ? Self.source(words, &random) : words
    }
    var client = AnswerClient(answer: answer)
    for event in answer.events {
      client.receive(try talk.answer(event.tree.text).map { try JSONTree($0) }, for: event)
    }
    client.finish()
    #expect(talk.close().isEmpty)
    for (lane, texts) in client.wholes.enumerated() {
      for (index, seen) in texts.enumerated() {
        let stream = answer.lanes[lane].streams[index]
        let expected = Self.restored(stream.text, values, isSource: stream.isSource)
        #expect(!seen.isEmpty)
        #expect(seen.allSatisfy { $0 == expected }, "\(stream.family)")
      }
    }
  }

  /// Tokens of this connection and of no one, whole and cut off, between other words.
  private static func words(_ tokens: [String], _ random: inout SeededGenerator) -> String {
    (0..<random.below(8)).map { _ in
      let token = random.pick(tokens)
      switch random.below(7) {
      // Of a suffix that is cut by two characters no whole one is left.
      case 0: return String(token.prefix(random.below(token.count - 6)))
      case 1: return "<EMAIL_ADDRESS_00000000>"
      case 2, 3: return random.filler(upTo: 2)
      default: return token
      }
    }.joined(separator: random.pick(["", " ", "<"]))
  }

  /// Source with the words in it; brackets may be escaped, as many encoders do.
  private static func source(_ words: String, _ random: inout SeededGenerator) -> String {
    let quoted = words.unicodeScalars.map { scalar in
      switch scalar {
      case "<" where random.once(in: 3): random.pick(["\\u003c", "\\u003C"])
      case ">" where random.once(in: 3): random.pick(["\\u003e", "\\u003E"])
      case "\u{80}"...: String(scalar)
      default: random.spelled(String(scalar), escapes: .max)
      }
    }.joined()
    return "{\"a\": \"\(quoted)\", \"b\":[1,\"\(quoted)\"]}"
  }

  /// The text with its values, restored the naive way.
  private static func restored(
    _ text: String, _ values: [String: String], isSource: Bool
  ) -> JSONTree {
    if isSource, let tree = try? JSONTree(text) { return replace(tree, values) }
    return replace(.string(text), values)
  }

  private static func replace(_ tree: JSONTree, _ values: [String: String]) -> JSONTree {
    switch tree {
    case .object(let members): .object(members.map { ($0.0, replace($0.1, values)) })
    case .array(let elements): .array(elements.map { replace($0, values) })
    case .string(let text):
      .string(values.reduce(text) { $0.replacing($1.key, with: $1.value) })
    default: tree
    }
  }
}
