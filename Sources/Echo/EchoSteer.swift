internal import FrameJSON

/// A `response.steer`.
struct EchoSteer: Sendable {
  /// The response that it steers, which also says the lane.
  let responseID: String
  let input: EchoInput
  /// The input as it was sent.
  let rawInput: String
  /// Whether the input is a string or an array that is not empty.
  let isValid: Bool
  /// Given when it is accepted.
  var id: String?

  init(_ document: EchoDocument) {
    responseID = document.text("previous_response_id", of: 0) ?? ""
    let index = document.member("input", of: 0)
    input = EchoInput(document, index)
    rawInput = index.map(document.raw) ?? "[]"
    isValid =
      index.map { document.kind($0) == .string || !document.children(of: $0).isEmpty } ?? false
  }

  var size: Int { rawInput.utf8.count }

  private var target: String { "\"previous_response_id\":\(quoted(responseID))" }
  private var name: String { id.map { "\"id\":\(quoted($0))," } ?? "" }

  /// `response.steer.accepted`.
  func accepted(sequenceNumber: Int, streamID: String) -> [UInt8] {
    event("accepted", sequenceNumber, streamID, "\"steer\":{\(name)\(target)}")
  }

  /// `response.steer.pending`: it waits for the output of a tool.
  func pending(requiredInput: String, sequenceNumber: Int, streamID: String) -> [UInt8] {
    event(
      "pending", sequenceNumber, streamID,
      "\"reason\":\"waiting_for_required_input\",\"required_input\":[\(requiredInput)],"
        + "\"steer\":{\(name)\(target)}")
  }

  /// `response.steer.failed`, which gives the input back.
  func failed(
    _ code: String, _ message: String, sequenceNumber: Int = 0, streamID: String = ""
  ) -> [UInt8] {
    let error =
      "\"error\":{\"type\":\"invalid_request_error\",\"code\":\(quoted(code)),"
      + "\"message\":\(quoted(message))}"
    return event(
      "failed", sequenceNumber, streamID,
      "\(error),\"steer\":{\(name)\(target),\"input\":\(rawInput)}")
  }

  private func event(
    _ name: String, _ sequenceNumber: Int, _ streamID: String, _ members: String
  ) -> [UInt8] {
    let lane = streamID.isEmpty ? "" : ",\"stream_id\":\(quoted(streamID))"
    let type = "{\"type\":\"response.steer.\(name)\",\"sequence_number\":\(sequenceNumber)"
    return Array("\(type),\(members)\(lane)}".utf8)
  }
}
