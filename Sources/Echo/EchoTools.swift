internal import FrameJSON

/// What the answers call: the first tool of each kind in `tools`.
struct EchoTools: Sendable {
  /// What an argument is filled with.
  enum Filling: Sendable {
    /// The echoed text, or the note.
    case text
    /// JSON that fits the schema.
    case json(String)
  }

  /// Most arguments that are filled; functions have far fewer.
  private static let maximumArguments = 64
  /// A text that JSON must escape.
  private static let note = "say \"hi\"\n"

  private(set) var functionName = "echo"
  private(set) var customName = "echo"
  private(set) var serverLabel = "echo"
  private var arguments: [(name: String, filling: Filling)] = []

  init() {}

  init(_ document: EchoDocument, _ tools: Int?) {
    var seen: Set<String> = []
    for tool in document.children(of: tools) {
      guard let type = document.text("type", of: tool), seen.insert(type).inserted else {
        continue
      }
      switch type {
      case "function":
        functionName = document.text("name", of: tool) ?? functionName
        guard let schema = document.member("parameters", of: tool, .object) else { continue }
        let properties = document.children(of: document.member("properties", of: schema, .object))
        arguments = properties.prefix(Self.maximumArguments).map {
          (document.key($0), Self.filling(document, $0))
        }
      case "custom": customName = document.text("name", of: tool) ?? customName
      case "mcp": serverLabel = document.text("server_label", of: tool) ?? serverLabel
      default: break
      }
    }
  }

  /// The arguments of a function call as JSON: by the function's schema if it takes a string, else
  /// `text` and `note`.
  func functionArguments(_ text: String) -> String {
    var members: [(String, String)] = []
    var hasText = false
    for (name, filling) in arguments {
      switch filling {
      case .text:
        members.append((name, quoted(hasText ? Self.note : text)))
        hasText = true
      case .json(let value): members.append((name, value))
      }
    }
    if !hasText { members = [("text", quoted(text)), ("note", quoted(Self.note))] }
    return "{" + members.map { "\(quoted($0)): \($1)" }.joined(separator: ", ") + "}"
  }

  private static func filling(_ document: EchoDocument, _ schema: Int) -> Filling {
    if let first = document.children(of: document.member("enum", of: schema, .array)).first {
      return .json(document.raw(first))
    }
    if let value = document.member("const", of: schema) { return .json(document.raw(value)) }
    var type = document.text("type", of: schema)
    if let types = document.member("type", of: schema, .array) {
      type = document.children(of: types).first.map { document.raw($0) }
        .map { String($0.dropFirst().dropLast()) }
    }
    switch type {
    case "integer", "number": return .json("0")
    case "boolean": return .json("false")
    case "array": return .json("[]")
    case "object": return .json("{}")
    case "null": return .json("null")
    case nil where document.member("anyOf", of: schema) != nil: return .json("null")
    default: return .text
    }
  }
}
