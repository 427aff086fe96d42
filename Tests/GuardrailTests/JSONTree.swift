import Foundation

/// A JSON text as a tree, read and written by code that the guardrail does not share.
indirect enum JSONTree: Equatable {
  case object([(String, JSONTree)])
  case array([JSONTree])
  case string(String)
  case number(Double)
  case bool(Bool)
  case null

  init(_ text: String) throws { try self.init(Data(text.utf8)) }

  init(_ data: Data) throws {
    self.init(any: try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed))
  }

  private init(any: Any) {
    switch any {
    case let members as [String: Any]:
      self = .object(members.sorted { $0.key < $1.key }.map { ($0.key, JSONTree(any: $0.value)) })
    case let elements as [Any]: self = .array(elements.map { JSONTree(any: $0) })
    case let text as String: self = .string(text)
    case let number as NSNumber:
      self =
        isBool(number) ? .bool(number.boolValue) : .number(number.doubleValue)
    default: self = .null
    }
  }

  subscript(path: String) -> JSONTree? {
    var tree: JSONTree? = self
    for step in path.split(separator: ".") {
      switch tree {
      case .object(let members): tree = members.first { $0.0 == step }?.1
      case .array(let elements):
        guard let index = Int(step), elements.indices.contains(index) else { return nil }
        tree = elements[index]
      default: return nil
      }
    }
    return tree
  }

  /// The string at a path; nil if there is none.
  func string(_ path: String) -> String? {
    if case .string(let text) = self[path] { text } else { nil }
  }

  /// The number at a path; nil if there is none.
  func number(_ path: String) -> Int? {
    if case .number(let number) = self[path] { Int(number) } else { nil }
  }

  /// Every string and key, those inside of JSON source too.
  var strings: [String] {
    switch self {
    case .object(let members): members.flatMap { [$0.0] + $0.1.strings }
    case .array(let elements): elements.flatMap(\.strings)
    case .string(let text):
      [text] + ((try? JSONTree(text)).map { $0 == self ? [] : $0.strings } ?? [])
    default: []
    }
  }

  /// The tree as JSON, its members in their order.
  var text: String {
    switch self {
    case .object(let members):
      "{" + members.map { "\(Self.quoted($0.0)):\($0.1.text)" }.joined(separator: ",") + "}"
    case .array(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
    case .string(let text): Self.quoted(text)
    case .number(let number): number == number.rounded() ? String(Int(number)) : String(number)
    case .bool(let value): value ? "true" : "false"
    case .null: "null"
    }
  }

  private static func quoted(_ text: String) -> String {
    var output = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": output += "\\" + String(scalar)
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output + "\""
  }

  static func == (left: JSONTree, right: JSONTree) -> Bool {
    switch (left, right) {
    case (.object(let a), .object(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.0 == $1.0 && $0.1 == $1.1 }
    case (.array(let a), .array(let b)): a == b
    case (.string(let a), .string(let b)): a.unicodeScalars.elementsEqual(b.unicodeScalars)
    case (.number(let a), .number(let b)): a == b
    case (.bool(let a), .bool(let b)): a == b
    case (.null, .null): true
    default: false
    }
  }
}

/// Whether a number stands for true or false.
private func isBool(_ number: NSNumber) -> Bool {
  String(cString: number.objCType) == "c"
}
