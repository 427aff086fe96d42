import TestSupport

/// A made-up backend: responses in several lanes, their streams cut anywhere and interleaved.
struct RandomAnswer {
  /// One text that arrives in deltas.
  struct Stream {
    let family: String
    /// The member of its done event that holds the whole.
    let field: String
    let isSource: Bool
    /// The members that tell it apart.
    let place: [(String, JSONTree)]
    /// The text with its tokens.
    let text: String
    /// The item of the terminal event that holds the text, and where in it.
    let item: (tree: JSONTree, path: String)?
  }

  struct Lane {
    let id: String?
    let streams: [Stream]
  }

  /// An event and, if it belongs to one, the lane and stream of it.
  struct Event {
    let tree: JSONTree
    let lane: Int
    var stream: Int?
  }

  let lanes: [Lane]
  private(set) var events: [Event] = []

  /// - Parameter texts: Makes a text, as source of JSON or not.
  init(
    random: inout SeededGenerator,
    text makeText: (inout SeededGenerator, _ isSource: Bool) -> String
  ) {
    let ids: [String?] = [nil, "lane-a", "lane-b"].shuffled(using: &random)
    lanes = ids.prefix(1 + random.below(3)).map { id in
      Lane(
        id: id,
        streams: (0..<1 + random.below(4)).map { index in
          let family = random.pick(Self.families)
          return Self.stream(
            family, index, lane: id, text: makeText(&random, family.isSource), &random)
        })
    }
    var queues = lanes.indices.map { script(of: $0, &random) }
    while !queues.allSatisfy(\.isEmpty) {
      let lane = random.below(queues.count)
      if !queues[lane].isEmpty { events.append(queues[lane].removeFirst()) }
    }
  }

  private struct Family {
    var name: String
    var field: String
    var isSource = false
    var part = ""
    var item: (type: String, path: String)?
  }

  private static var families: [Family] {
    [
      Family(
        name: "response.output_text", field: "text", part: "content_index",
        item: ("message", "content.0.text")),
      Family(
        name: "response.refusal", field: "refusal", part: "content_index",
        item: ("message", "content.0.refusal")),
      Family(
        name: "response.reasoning_text", field: "text", part: "content_index",
        item: ("reasoning", "content.0.text")),
      Family(
        name: "response.reasoning_summary_text", field: "text", part: "summary_index",
        item: ("reasoning", "summary.0.text")),
      Family(
        name: "response.function_call_arguments", field: "arguments", isSource: true,
        item: ("function_call", "arguments")),
      Family(
        name: "response.custom_tool_call_input", field: "input",
        item: ("custom_tool_call", "input")),
      Family(
        name: "response.mcp_call_arguments", field: "arguments", isSource: true,
        item: ("mcp_call", "arguments")),
      Family(
        name: "response.code_interpreter_call_code", field: "code",
        item: ("code_interpreter_call", "code")),
      Family(name: "response.shell_call_command", field: "command", part: "command_index"),
      Family(name: "response.future_words", field: "words"),
    ]
  }

  private static func stream(
    _ family: Family, _ index: Int, lane: String?, text: String, _ random: inout SeededGenerator
  ) -> Stream {
    var place: [(String, JSONTree)] = [
      ("item_id", .string("item_\(lane ?? "")_\(index)")), ("output_index", .number(Double(index))),
    ]
    if !family.part.isEmpty { place.append((family.part, .number(Double(random.below(2))))) }
    let item = family.item.map { item in
      let leaf = JSONTree.string(text)
      let steps = item.path.split(separator: ".").map(String.init)
      let body =
        steps.count == 1
        ? (steps[0], leaf)
        : (steps[0], .array([.object([("type", .string("t")), (steps[2], leaf)])]))
      return (
        tree: JSONTree.object([
          ("type", .string(item.type)), ("id", .string("item_\(lane ?? "")_\(index)")), body,
        ]), path: item.path
      )
    }
    return Stream(
      family: family.name, field: family.field, isSource: family.isSource,
      place: place.shuffled(using: &random), text: text, item: item)
  }

  private func script(of lane: Int, _ random: inout SeededGenerator) -> [Event] {
    var number = -1
    let id = lanes[lane].id
    func event(_ type: String, _ members: [(String, JSONTree)], stream: Int? = nil) -> Event {
      number += 1
      var all = [("type", JSONTree.string(type)), ("sequence_number", .number(Double(number)))]
      if let id { all.append(("stream_id", .string(id))) }
      return Event(tree: .object(all + members), lane: lane, stream: stream)
    }
    var events = [event("response.created", [("response", .object([("id", .string("resp"))]))])]
    var pieces = lanes[lane].streams.map { stream in random.pieces(of: stream.text) }
    var open = Set(pieces.indices)
    while !open.isEmpty {
      let index = random.pick(open.sorted())
      let stream = lanes[lane].streams[index]
      if pieces[index].isEmpty {
        open.remove(index)
        events.append(
          event(
            "\(stream.family).done", stream.place + [(stream.field, .string(stream.text))],
            stream: index))
        if let item = stream.item {
          events.append(
            event(
              "response.output_item.done",
              [("output_index", .number(Double(index))), ("item", item.tree)], stream: index))
        }
      } else {
        let piece = JSONTree.string(pieces[index].removeFirst())
        events.append(
          event("\(stream.family).delta", stream.place + [("delta", piece)], stream: index))
      }
    }
    let output = JSONTree.array(lanes[lane].streams.compactMap { $0.item?.tree })
    events.append(
      event("response.completed", [("response", .object([("output", output)]))]))
    return events
  }
}
