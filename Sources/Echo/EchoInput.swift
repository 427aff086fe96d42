internal import FrameJSON

/// The texts of an `input`, which is a string or an array of items.
struct EchoInput: Sendable {
  /// The text that is answered: that of the last user message, or of the outputs of tools at the
  /// end.
  private(set) var text = ""
  /// The texts of users and tools before it, in their order.
  private(set) var earlier: [String] = []

  init(_ document: EchoDocument, _ input: Int?) {
    guard let input else { return }
    guard document.kind(input) == .array else {
      if document.kind(input) == .string { text = document.text(input) }
      return
    }
    var texts: [(text: String, isOutput: Bool)] = []
    for item in document.children(of: input) {
      if let read = Self.read(document, item) { texts.append(read) }
    }
    guard let last = texts.last else { return }
    // Calls that ran side by side have their outputs side by side.
    let count = last.isOutput ? texts.reversed().prefix { $0.isOutput }.count : 1
    text = texts.suffix(count).map(\.text).joined(separator: "\n")
    earlier = texts.dropLast(count).map(\.text)
  }

  /// The text of an item of a user or a tool; nil for any other.
  private static func read(
    _ document: EchoDocument, _ item: Int
  ) -> (text: String, isOutput: Bool)? {
    if document.kind(item) == .string { return (document.text(item), false) }
    switch document.text("type", of: item) ?? "message" {
    case "function_call_output", "custom_tool_call_output":
      return (content(document, document.member("output", of: item)), true)
    case "message":
      guard document.text("role", of: item) == "user" else { return nil }
      return (content(document, document.member("content", of: item)), false)
    default: return nil
    }
  }

  /// A string, or the texts of parts with a line break between.
  private static func content(_ document: EchoDocument, _ content: Int?) -> String {
    guard let content else { return "" }
    if document.kind(content) == .string { return document.text(content) }
    guard document.kind(content) == .array else { return "" }
    return document.children(of: content).compactMap { part in
      document.kind(part) == .string ? document.text(part) : document.text("text", of: part)
    }.joined(separator: "\n")
  }
}
