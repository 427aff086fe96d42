/// A second reading of RFC 8259, to judge the scanner by: recursive, slow, in characters.
///
/// It shares nothing with the scanner. UTF-8 is checked by the standard library, once and for the
/// whole text, and the grammar is read in Unicode scalars.
struct ReferenceParser {
  enum Refusal: Error { case notUTF8, grammar }

  private var rest: ArraySlice<Unicode.Scalar>
  private let trailingCommas: Bool

  /// Reads a whole text; lone surrogates and duplicate keys pass, and one comma too many if asked.
  static func parse(_ bytes: [UInt8], trailingCommas: Bool = false) throws -> JSONModel {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Refusal.notUTF8 }
    var parser = ReferenceParser(
      rest: Array(text.unicodeScalars)[...], trailingCommas: trailingCommas)
    let value = try parser.element()
    guard parser.rest.isEmpty else { throw Refusal.grammar }
    return value
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func expect(_ scalar: Unicode.Scalar) throws {
    guard take(scalar) else { throw Refusal.grammar }
  }

  private mutating func space() {
    while let scalar = rest.first, " \t\r\n".unicodeScalars.contains(scalar) { rest.removeFirst() }
  }

  private mutating func element() throws -> JSONModel {
    space()
    let found = try value()
    space()
    return found
  }

  private mutating func value() throws -> JSONModel {
    switch rest.first {
    case "{": return .object(try list("{", "}") { try $0.member() })
    case "[": return .array(try list("[", "]") { try $0.element() })
    case "\"": return .string(try string())
    case "t": return try word("true", .true)
    case "f": return try word("false", .false)
    case "n": return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func list<Item>(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ item: (inout Self) throws -> Item
  ) throws -> [Item] {
    try expect(open)
    space()
    if take(close) { return [] }
    var items: [Item] = []
    repeat {
      if trailingCommas && !items.isEmpty {
        space()
        if take(close) { return items }
      }
      items.append(try item(&self))
    } while take(",")
    try expect(close)
    return items
  }

  private mutating func member() throws -> JSONModel.Member {
    space()
    let key = try string()
    space()
    try expect(":")
    return JSONModel.Member(key: key, value: try element())
  }

  private mutating func word(_ letters: String, _ value: JSONModel) throws -> JSONModel {
    for letter in letters.unicodeScalars { try expect(letter) }
    return value
  }

  private mutating func string() throws -> [UInt16] {
    try expect("\"")
    var units: [UInt16] = []
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"": return units
      case "\\": units.append(try escape())
      case "\u{0}"..."\u{1F}": throw Refusal.grammar
      default: units.append(contentsOf: String(scalar).utf16)
      }
    }
    throw Refusal.grammar
  }

  private mutating func escape() throws -> UInt16 {
    let short: [Unicode.Scalar: UInt16] = [
      "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
    ]
    guard let letter = rest.popFirst() else { throw Refusal.grammar }
    if let unit = short[letter] { return unit }
    guard letter == "u", rest.count >= 4 else { throw Refusal.grammar }
    var unit: UInt16 = 0
    for scalar in rest.prefix(4) {
      guard scalar.isASCII, let digit = Character(scalar).hexDigitValue else {
        throw Refusal.grammar
      }
      unit = unit * 16 + UInt16(digit)
    }
    rest.removeFirst(4)
    return unit
  }

  private mutating func number() throws -> [UInt8] {
    var written = ""
    if take("-") { written += "-" }
    if take("0") { written += "0" } else { written += try digits() }
    if take(".") { written += try "." + digits() }
    if let letter = rest.first, letter == "e" || letter == "E" {
      rest.removeFirst()
      written.unicodeScalars.append(letter)
      if take("+") { written += "+" } else if take("-") { written += "-" }
      written += try digits()
    }
    return Array(written.utf8)
  }

  private mutating func digits() throws -> String {
    let found = rest.prefix { ("0"..."9").contains($0) }
    guard !found.isEmpty else { throw Refusal.grammar }
    rest.removeFirst(found.count)
    return String(String.UnicodeScalarView(found))
  }
}
