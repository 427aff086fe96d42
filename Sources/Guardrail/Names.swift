internal import FrameJSON

/// Names that the guardrail looks for in frames.
enum Names {
  static let type: MemberName = "type"
  static let streamID: MemberName = "stream_id"
  static let itemID: MemberName = "item_id"
  static let id: MemberName = "id"
  static let outputIndex: MemberName = "output_index"
  static let contentIndex: MemberName = "content_index"
  static let summaryIndex: MemberName = "summary_index"
  static let commandIndex: MemberName = "command_index"
  static let sequenceNumber: MemberName = "sequence_number"
  static let delta: MemberName = "delta"
  static let item: MemberName = "item"
  static let annotation: MemberName = "annotation"
  static let annotations: MemberName = "annotations"
  static let logprobs: MemberName = "logprobs"
  static let response: MemberName = "response"
  static let session: MemberName = "session"
  static let text: MemberName = "text"
  static let format: MemberName = "format"
  static let jsonSchema: MemberName = "json_schema"
  static let jsonObject: MemberName = "json_object"
  static let responseCreate: MemberName = "response.create"
  static let responseSteer: MemberName = "response.steer"
  static let input: MemberName = "input"
  static let previousResponseID: MemberName = "previous_response_id"
}
