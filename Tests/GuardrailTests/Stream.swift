/// Writes the events of one stream of text.
struct Stream {
  var family = "response.output_text"
  var lane: String?
  var item = "i"
  var part: Int? = 0

  func delta(_ text: String, number: Int? = nil, more: String = "") -> String {
    event("delta", "\"delta\":\(JSONTree.string(text).text)\(more)", number)
  }

  func done(_ text: String, field: String = "text", number: Int? = nil) -> String {
    event("done", "\"\(field)\":\(JSONTree.string(text).text)", number)
  }

  func event(_ suffix: String, _ members: String, _ number: Int? = nil) -> String {
    var text = "{\"type\":\"\(family).\(suffix)\""
    if let number { text += ",\"sequence_number\":\(number)" }
    if let lane { text += ",\"stream_id\":\"\(lane)\"" }
    text += ",\"item_id\":\"\(item)\",\"output_index\":0"
    if let part { text += ",\"content_index\":\(part)" }
    return text + ",\(members)}"
  }
}

extension Talk {
  /// The `delta` of each event that comes for an event.
  mutating func deltas(_ event: String) throws -> [String] {
    try answer(event).compactMap { try JSONTree($0).string("delta") }
  }
}
