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
    var client = Client(answer: answer)
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

/// What a client makes of the events that it gets.
private struct Client {
  let answer: RandomAnswer
  /// By lane and stream: the joined deltas and the text of each event that holds the whole.
  var wholes: [[[JSONTree]]]
  private var deltas: [[String]]
  private var numbers: [Int]

  init(answer: RandomAnswer) {
    self.answer = answer
    wholes = answer.lanes.map { $0.streams.map { _ in [] } }
    deltas = answer.lanes.map { $0.streams.map { _ in "" } }
    numbers = answer.lanes.map { _ in -1 }
  }

  mutating func receive(_ events: [JSONTree], for sent: RandomAnswer.Event) {
    let lane = sent.lane
    #expect(events.last?.string("type") == sent.tree.string("type"), "each event is answered")
    for event in events {
      #expect(event.string("stream_id") == answer.lanes[lane].id)
      // What is flushed carries the number of what forces it.
      #expect(event.number("sequence_number") == sent.tree.number("sequence_number"))
      numbers[lane] = max(numbers[lane], event.number("sequence_number") ?? -1)
    }
    for flushed in events.dropLast() {
      guard let index = stream(of: flushed, lane) else {
        Issue.record("a flush is of a stream that is under way")
        continue
      }
      deltas[lane][index] += flushed.string("delta") ?? ""
    }
    guard let event = events.last, let type = event.string("type") else { return }
    if type.hasSuffix(".delta"), let index = sent.stream {
      deltas[lane][index] += event.string("delta") ?? ""
    } else if type == "response.output_item.done", let index = sent.stream {
      add(event["item"], lane, index)
    } else if let index = sent.stream {
      let stream = answer.lanes[lane].streams[index]
      wholes[lane][index].append(whole(event.string(stream.field), stream))
    } else if type == "response.completed" {
      let withItem = answer.lanes[lane].streams.indices.filter {
        answer.lanes[lane].streams[$0].item != nil
      }
      for (place, index) in withItem.enumerated() {
        add(event["response.output.\(place)"], lane, index)
      }
    }
  }

  /// Adds what the deltas came to.
  mutating func finish() {
    for lane in deltas.indices {
      for index in deltas[lane].indices {
        wholes[lane][index].append(whole(deltas[lane][index], answer.lanes[lane].streams[index]))
      }
    }
  }

  private mutating func add(_ item: JSONTree?, _ lane: Int, _ index: Int) {
    let stream = answer.lanes[lane].streams[index]
    wholes[lane][index].append(whole(item?.string(stream.item?.path ?? ""), stream))
  }

  /// Source is compared as what it says.
  private func whole(_ text: String?, _ stream: RandomAnswer.Stream) -> JSONTree {
    guard let text else { return .null }
    return stream.isSource ? (try? JSONTree(text)) ?? .null : .string(text)
  }

  private func stream(of event: JSONTree, _ lane: Int) -> Int? {
    answer.lanes[lane].streams.firstIndex { stream in
      event.string("type") == "\(stream.family).delta"
        && stream.place.allSatisfy { event[$0.0] == $0.1 }
    }
  }
}
