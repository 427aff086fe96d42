internal import FrameJSON
internal import Recognizers

/// Why a client frame is refused. Names the rule and the place, never the text.
struct Refusal: Error, Equatable {
  /// The rule, as it stands in the code `maskwire_<rule>`.
  let rule: String
  /// What the sender can do.
  let advice: String
  /// The JSON path, in the notation of the protocol facts; nil if the frame could not be read.
  var param: String?

  init(_ rule: String, _ advice: String, param: String? = nil) {
    self.rule = rule
    self.advice = advice
    self.param = param
  }

  /// The code of the error. Clients know one of the API's own, on which they send everything again.
  var code: String { rule == Self.previousResponseNotFound ? rule : "maskwire_\(rule)" }

  /// The code with which the API says that it does not know a response.
  static let previousResponseNotFound = "previous_response_not_found"

  /// Stateless clients send their history again with each turn.
  var message: String {
    let resend =
      param?.hasPrefix("input[") == true
      ? " Every frame that holds this input item is refused until it goes." : ""
    return "\(rule): \(advice)\(resend)"
  }

  init(_ error: FrameError, limits: FrameLimits) {
    let advice =
      switch error.rule {
      case .malformed: "send one JSON object by RFC 8259 (the error is at byte \(error.offset))."
      case .invalidUTF8: "send UTF-8 (the error is at byte \(error.offset))."
      case .notAnObject: "send a JSON object."
      case .tooDeep: "nest objects and arrays at most \(limits.depth) deep."
      case .tooLarge: "send at most \(limits.frameBytes) bytes in a frame."
      case .tooManyValues: "send at most \(limits.values) values in a frame."
      case .duplicateKey: "name each key of an object once (byte \(error.offset) repeats one)."
      }
    self.init(error.rule.rawValue, advice)
  }

  /// The error event that tells the sender; `streamID` is where its frame names the lane.
  func event(in frame: Span<UInt8>, streamID: Range<Int>?) -> [UInt8] {
    var writer = EventWriter()
    writer.raw("{\"type\":\"error\",\"status\":400,\"error\":")
    write(error: &writer)
    if let streamID { writer.member("stream_id", text: frame.extracting(streamID)) }
    writer.raw("}")
    return writer.bytes
  }

  /// The error event for a frame that could not be read.
  func event() -> [UInt8] {
    let noFrame: [UInt8] = []
    return event(in: noFrame.span, streamID: nil)
  }

  private func write(error writer: inout EventWriter) {
    writer.raw("{\"type\":\"invalid_request_error\",\"code\":")
    writer.string(code)
    writer.raw(",\"message\":")
    writer.string(message)
    writer.raw(",\"param\":")
    if let param { writer.string(param) } else { writer.raw("null") }
    writer.raw("}")
  }

  /// The event that tells the sender of a `response.steer`: an `error` would end the response that
  /// is running. Its input and ids go back as they were sent.
  func steerFailure(
    in frame: Span<UInt8>, input: Range<Int>?, previousResponseID: Range<Int>?,
    streamID: Range<Int>?
  ) -> [UInt8] {
    var writer = EventWriter()
    writer.raw("{\"type\":\"response.steer.failed\",\"error\":{\"code\":")
    writer.string(code)
    writer.raw(",\"message\":")
    writer.string(message)
    writer.raw("},\"steer\":{")
    if let previousResponseID {
      writer.raw("\"previous_response_id\":")
      writer.raw(frame.extracting(previousResponseID))
    }
    if let input {
      writer.raw(previousResponseID == nil ? "\"input\":" : ",\"input\":")
      writer.raw(frame.extracting(input))
    }
    writer.raw("}")
    if let streamID { writer.member("stream_id", text: frame.extracting(streamID)) }
    writer.raw("}")
    return writer.bytes
  }
}

/// Events of the guardrail's own.
enum OwnEvent {
  /// A backend that has not answered, told to a lane that waits for it.
  static func backendSilent(lane: [UInt8]) -> [UInt8] {
    serverError(
      504, "maskwire_backend_silent",
      "backend_silent: the backend has sent nothing for this request yet.", lane: lane)
  }

  /// A lost backend, told to an open lane.
  static func upstreamClosed(code: Int?, lane: [UInt8]) -> [UInt8] {
    let detail = code.map { " with code \($0)" } ?? ""
    return serverError(
      502, "upstream_closed",
      "upstream_closed: the backend closed the connection\(detail); send it again.", lane: lane)
  }

  /// A frame of the backend that was dropped because it cannot be read.
  static func unreadable() -> [UInt8] {
    serverError(
      502, "maskwire_backend_frame",
      "backend_frame: the backend sent what is no JSON object; it was dropped.", lane: [])
  }

  /// A frame of the backend that was dropped because it cannot be scanned.
  static func unscannable(_ refusal: Refusal, lane: [UInt8]) -> [UInt8] {
    serverError(
      502, "maskwire_backend_frame",
      "backend_frame: an event of the backend was dropped: \(refusal.rule).", lane: lane)
  }

  private static func serverError(
    _ status: Int, _ code: String, _ message: String, lane: [UInt8]
  ) -> [UInt8] {
    var writer = EventWriter()
    writer.raw("{\"type\":\"error\",\"status\":\(status),\"error\":{")
    writer.raw("\"type\":\"server_error\",\"code\":")
    writer.string(code)
    writer.raw(",\"message\":")
    writer.string(message)
    writer.raw(",\"param\":null}")
    if !lane.isEmpty { writer.member("stream_id", text: lane.span) }
    writer.raw("}")
    return writer.bytes
  }
}

/// Writes the JSON of an event of our own.
struct EventWriter {
  private(set) var bytes: [UInt8] = []

  mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func raw(_ text: Span<UInt8>) {
    bytes.append(copying: text)
  }

  /// A further member whose text is escaped already.
  mutating func member(_ name: String, text: Span<UInt8>) {
    raw(",\"\(name)\":\"")
    raw(text)
    raw("\"")
  }

  mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    JSONString.encode(Array(text.utf8).span, into: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }
}
