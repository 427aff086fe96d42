/// The tokens of RFC 8259, read from bytes.
enum JSONLexer {
  /// A string without its quotes.
  struct StringToken {
    var start: Int
    var end: Int
    var isEscaped: Bool
  }

  @inline(__always)
  static func skipSpace(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var at = start
    while at < bytes.count {
      let byte = bytes[at]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
      at += 1
    }
    return at
  }

  /// Reads `"key" :` and leaves `at` at the start of the value.
  @inline(__always)
  static func key(_ bytes: Span<UInt8>, at: inout Int) throws(FrameError) -> StringToken {
    guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
      throw FrameError(.malformed, at: at)
    }
    let token = try string(bytes, from: at)
    at = skipSpace(bytes, from: token.end + 1)
    guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else {
      throw FrameError(.malformed, at: at)
    }
    at = skipSpace(bytes, from: at + 1)
    return token
  }

  /// Reads a string whose opening quote is at `start`.
  @inline(__always)
  static func string(_ bytes: Span<UInt8>, from start: Int) throws(FrameError) -> StringToken {
    var token = StringToken(start: start + 1, end: 0, isEscaped: false)
    var at = start + 1
    while at < bytes.count {
      let byte = bytes[at]
      if byte == UInt8(ascii: "\"") {
        token.end = at
        return token
      }
      if byte == UInt8(ascii: "\\") {
        token.isEscaped = true
        at = try escape(bytes, at: at)
      } else if byte < 0x20 {
        throw FrameError(.malformed, at: at)
      } else if byte < 0x80 {
        at += 1
      } else {
        at = try scalar(bytes, at: at)
      }
    }
    throw FrameError(.malformed, at: at)
  }

  /// Checks the escape at `at`; returns the offset behind it.
  private static func escape(
    _ bytes: Span<UInt8>, at: Int
  ) throws(FrameError) -> Int {
    guard at + 1 < bytes.count else { throw FrameError(.malformed, at: at) }
    switch bytes[at + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return at + 2
    case UInt8(ascii: "u"):
      guard at + 6 <= bytes.count, JSONString.hexUnit(bytes, at: at + 2) != nil else {
        throw FrameError(.malformed, at: at)
      }
      return at + 6
    default:
      throw FrameError(.malformed, at: at)
    }
  }

  /// Checks the well-formed UTF-8 sequence of two to four bytes at `at` (RFC 3629, section 4);
  /// returns the offset behind it.
  private static func scalar(_ bytes: Span<UInt8>, at: Int) throws(FrameError) -> Int {
    let lead = bytes[at]
    let length: Int
    var low: UInt8 = 0x80
    var high: UInt8 = 0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0:
      length = 3
      low = 0xA0
    case 0xED:
      length = 3
      high = 0x9F
    case 0xE1...0xEF: length = 3
    case 0xF0:
      length = 4
      low = 0x90
    case 0xF4:
      length = 4
      high = 0x8F
    case 0xF1...0xF3: length = 4
    default: throw FrameError(.invalidUTF8, at: at)
    }
    guard at + length <= bytes.count, bytes[at + 1] >= low, bytes[at + 1] <= high else {
      throw FrameError(.invalidUTF8, at: at)
    }
    for offset in 2..<max(2, length) where bytes[at + offset] & 0xC0 != 0x80 {
      throw FrameError(.invalidUTF8, at: at)
    }
    return at + length
  }

  private static let words: [[UInt8]] = ["true", "false", "null"].map { Array($0.utf8) }

  /// Reads `true`, `false` or `null`, whichever `word` says; moves `at` behind it and returns it.
  static func literal(
    _ word: Word, _ bytes: Span<UInt8>, at: inout Int
  ) throws(FrameError) -> Int {
    let letters = words[word.rawValue]
    guard at + letters.count <= bytes.count else { throw FrameError(.malformed, at: at) }
    for offset in letters.indices where bytes[at + offset] != letters[offset] {
      throw FrameError(.malformed, at: at)
    }
    at += letters.count
    return at
  }

  /// The literals of the grammar.
  enum Word: Int {
    case `true`, `false`, null
  }

  /// Reads a number; moves `at` behind it and returns it.
  @inline(__always)
  static func number(_ bytes: Span<UInt8>, at: inout Int) throws(FrameError) -> Int {
    let start = at
    func digits() -> Bool {
      let first = at
      while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 { at += 1 }
      return at > first
    }
    if bytes[at] == UInt8(ascii: "-") { at += 1 }
    let leadingZero = at < bytes.count && bytes[at] == UInt8(ascii: "0")
    let integerStart = at
    guard digits(), !leadingZero || at == integerStart + 1 else {
      throw FrameError(.malformed, at: start)
    }
    if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
      at += 1
      guard digits() else { throw FrameError(.malformed, at: start) }
    }
    if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") {
        at += 1
      }
      guard digits() else { throw FrameError(.malformed, at: start) }
    }
    return at
  }
}
