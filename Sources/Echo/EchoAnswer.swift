internal import FrameJSON

/// A response that is finished before its first event is sent.
struct EchoAnswer {
  /// How its events are sent.
  enum Pace: Sendable {
    case steady
    /// Nothing more before this event.
    case stops(before: String)
    /// The last text goes on without end.
    case endless
    /// The connection is closed after so many events.
    case closes(after: Int)
  }

  let id: String
  /// The JSON of the whole response.
  let json: [UInt8]
  let pace: Pace
  /// The text of the message, and the name and place of its item.
  let text: String
  let messageID: String
  let messageIndex: Int
  let hasFailed: Bool
  /// What the client must send before the model can go on, as a stub; nil if nothing.
  let requiredInput: String?

  /// The answer to a request.
  ///
  /// - Parameters:
  ///   - request: What is asked for.
  ///   - context: The texts of the earlier turns.
  ///   - model: The model of a request that names none.
  ///   - time: In seconds since 1970.
  ///   - random: Where ids come from.
  init(
    _ request: EchoRequest, context: [String], model: String, time: Int,
    random: inout EchoRandom
  ) {
    let triggers = request.triggers
    let full = triggers.contains(.recall) ? context.joined(separator: "\n") : request.text
    var items = EchoItems(request: request, text: full)
    var ending = Ending.completed
    if !request.generates {
      pace = .steady
    } else if triggers.contains(.stall) {
      pace = .stops(before: "response.output_item.added")
    } else if triggers.contains(.close) {
      pace = .closes(after: 5)
    } else if triggers.contains(.endless) {
      pace = .endless
    } else if triggers.contains(.wait) {
      pace = .stops(before: "response.output_text.done")
      ending = .incomplete("steered")
    } else {
      pace = .steady
      if triggers.contains(.fail) { ending = .failed(request.text) }
      if triggers.contains(.incomplete) { ending = .incomplete("max_output_tokens") }
    }
    if request.generates { items.add(ending, random: &random) }
    text = items.messageText
    requiredInput = items.requiredInput
    messageID = items.messageID
    messageIndex = max(0, items.list.count - 1)
    hasFailed = if case .failed = ending { true } else { false }
    id = random.id("resp")
    json = Self.response(id, request, items, ending, model: model, time: time)
  }

  /// How a response ends.
  enum Ending {
    case completed
    /// For that reason.
    case incomplete(String)
    /// With an error that quotes that text.
    case failed(String)

    var isCut: Bool { if case .completed = self { false } else { true } }
  }

  private static func response(
    _ id: String, _ request: EchoRequest, _ items: EchoItems, _ ending: Ending, model: String,
    time: Int
  ) -> [UInt8] {
    var status = "completed"
    var error = "null"
    var details = "null"
    switch ending {
    case .completed: break
    case .incomplete(let reason):
      status = "incomplete"
      details = "{\"reason\":\(quoted(reason))}"
    case .failed(let text):
      status = "failed"
      error = "{\"code\":\"server_error\",\"message\":\(quoted("Told to fail: \(text)"))}"
    }
    var json =
      "{\"id\":\(quoted(id)),\"object\":\"response\",\"created_at\":\(time),"
      + "\"status\":\"\(status)\",\"background\":false,"
      + "\"completed_at\":\(ending.isCut ? "null" : String(time)),\"error\":\(error),"
      + "\"incomplete_details\":\(details),\"model\":\(quoted(request.model ?? model)),"
      + "\"output\":[\(items.list.joined(separator: ","))],"
      + "\"previous_response_id\":\(request.previousResponseID.map(quoted) ?? "null"),"
      + "\"store\":\(request.isStored),"
    if let conversation = request.conversation {
      json += "\"conversation\":{\"id\":\(quoted(conversation))},"
    }
    for (name, value) in EchoRequest.repeated {
      let name = String(decoding: name.bytes, as: UTF8.self)
      json += "\"\(name)\":\(request.settings[name] ?? value),"
    }
    return Array((json + "\"usage\":\(usage(request, items))}").utf8)
  }

  /// Four bytes are counted as a token.
  private static func usage(_ request: EchoRequest, _ items: EchoItems) -> String {
    let input = request.size / 4 + 1
    let reasoning = items.reasoningBytes / 4
    let output = items.list.isEmpty ? 0 : items.textBytes / 4 + 1 + reasoning
    return "{\"input_tokens\":\(input),"
      + "\"input_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\":0},"
      + "\"output_tokens\":\(output),"
      + "\"output_tokens_details\":{\"reasoning_tokens\":\(reasoning)},"
      + "\"total_tokens\":\(input + output)}"
  }
}
