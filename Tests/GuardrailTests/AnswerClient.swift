import Testing

/// What a client makes of the events that it gets.
struct AnswerClient {
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

  /// Source is compared as what it says, as far as it is JSON.
  private func whole(_ text: String?, _ stream: RandomAnswer.Stream) -> JSONTree {
    guard let text else { return .null }
    return stream.isSource ? (try? JSONTree(text)) ?? .string(text) : .string(text)
  }

  private func stream(of event: JSONTree, _ lane: Int) -> Int? {
    answer.lanes[lane].streams.firstIndex { stream in
      event.string("type") == "\(stream.family).delta"
        && stream.place.allSatisfy { event[$0.0] == $0.1 }
    }
  }
}
