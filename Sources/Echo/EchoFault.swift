internal import FrameJSON

/// Why a frame is answered with an `error` frame.
struct EchoFault: Error, Equatable {
  var status = 400
  var type = "invalid_request_error"
  let code: String
  let message: String
  var param: String?
  /// The lane that the frame names; empty for the nameless one.
  var streamID = ""

  init(_ code: String, _ message: String, param: String? = nil, streamID: String = "") {
    self.code = code
    self.message = message
    self.param = param
    self.streamID = streamID
  }

  init(_ error: FrameError) {
    self.init(
      "invalid_json",
      "The frame is not a JSON object that can be read: \(error.rule.rawValue) at byte \(error.offset)."
    )
  }

  /// The `error` frame.
  var frame: [UInt8] {
    let lane = streamID.isEmpty ? "" : ",\"stream_id\":\(quoted(streamID))"
    let error =
      "{\"type\":\(quoted(type)),\"code\":\(quoted(code)),\"message\":\(quoted(message)),"
      + "\"param\":\(param.map(quoted) ?? "null")}"
    return Array("{\"type\":\"error\",\"status\":\(status),\"error\":\(error)\(lane)}".utf8)
  }

  static func previousResponseNotFound(_ id: String) -> EchoFault {
    EchoFault(
      "previous_response_not_found", "Previous response with id '\(id)' not found.",
      param: "previous_response_id")
  }
}

/// A text as a JSON string with its quotes.
func quoted(_ text: String) -> String {
  var bytes = Array("\"".utf8)
  JSONString.encode(Array(text.utf8).span, into: &bytes)
  bytes.append(UInt8(ascii: "\""))
  return String(decoding: bytes, as: UTF8.self)
}
