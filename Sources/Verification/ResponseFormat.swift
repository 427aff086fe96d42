internal import Dialects
internal import FrameJSON

/// Whether the response of a lane was asked for JSON, as its events say.
struct ResponseFormat {
  private var id: [UInt8] = []
  private var asksForJSON = false

  /// Whether there is nothing to remember.
  var isPlain: Bool { id.isEmpty && !asksForJSON }

  private static let response: MemberName = "response"
  private static let id: MemberName = "id"
  private static let text: MemberName = "text"
  private static let format: MemberName = "format"
  private static let type: MemberName = "type"
  private static let jsonSchema: MemberName = "json_schema"
  private static let jsonObject: MemberName = "json_object"

  /// Takes what an event says, and answers whether its output text is JSON.
  mutating func follow(_ effect: EventEffect, _ tape: FrameTape, _ bytes: Span<UInt8>) -> Bool {
    if let response = tape.member(Self.response, of: 0, in: bytes) {
      if let member = tape.member(Self.id, of: response, in: bytes) {
        let new = JSONString.decoded(bytes.extracting(tape.values[member].range))
        if new != id { asksForJSON = false }
        id = new
      }
      if let asks = Self.asks(response, tape, bytes) {
        asksForJSON = asks
      } else if effect == .beginsResponse {
        asksForJSON = false
      }
    }
    defer { if effect == .endsResponse { self = ResponseFormat() } }
    return asksForJSON
  }

  private static func asks(_ response: Int, _ tape: FrameTape, _ bytes: Span<UInt8>) -> Bool? {
    guard let text = tape.member(text, of: response, in: bytes),
      let format = tape.member(format, of: text, in: bytes),
      let type = tape.member(type, of: format, in: bytes)
    else { return nil }
    return tape.isString(jsonSchema, at: type, in: bytes)
      || tape.isString(jsonObject, at: type, in: bytes)
  }
}
