/// Decoding and encoding the text of JSON strings (RFC 8259, section 7), over bytes.
public enum JSONString {
  /// Appends the text of a string that a scan has accepted, as UTF-8.
  ///
  /// A lone surrogate escape becomes U+FFFD, which is as long in UTF-8.
  ///
  /// - Parameters:
  ///   - raw: The bytes between the quotes.
  ///   - output: Receives the text.
  public static func decode(_ raw: Span<UInt8>, into output: inout [UInt8]) {
    var walker = EscapeWalker()
    while walker.raw < raw.count {
      if raw[walker.raw] != UInt8(ascii: "\\") {
        let start = walker.raw
        walker.skipToEscape(raw)
        output.append(copying: raw.extracting(start..<walker.raw))
        continue
      }
      switch walker.step(raw) {
      case .byte(let byte): output.append(byte)
      case .scalar(let scalar):
        append(scalar: scalar.isSurrogate ? 0xFFFD : scalar, to: &output)
      }
    }
  }

  /// Where the first half of a surrogate pair stands at the end of a string, as `\ud83d`; nil if none
  /// does. Its other half may be in another string.
  ///
  /// - Parameter raw: The bytes between the quotes, which a scan has accepted.
  public static func startOfCutPair(_ raw: Span<UInt8>) -> Int? {
    let start = raw.count - 6
    guard start >= 0, raw[start] == UInt8(ascii: "\\"), raw[start + 1] == UInt8(ascii: "u"),
      raw[start + 2] | 0x20 == UInt8(ascii: "d")
    else { return nil }
    switch raw[start + 3] | 0x20 {
    case UInt8(ascii: "8") | 0x20, UInt8(ascii: "9") | 0x20, UInt8(ascii: "a"), UInt8(ascii: "b"):
      break
    default: return nil
    }
    // A backslash that is escaped itself begins no escape.
    var before = start
    while before > 0, raw[before - 1] == UInt8(ascii: "\\") { before -= 1 }
    return (start - before).isMultiple(of: 2) ? start : nil
  }

  /// The text of a string that a scan has accepted, as UTF-8.
  public static func decoded(_ raw: Span<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(raw.count)
    decode(raw, into: &output)
    return output
  }

  /// Appends text so that it can stand between the quotes of a string: only `"`, `\` and control
  /// characters are escaped, all else stays as it is.
  public static func encode(_ text: Span<UInt8>, into output: inout [UInt8]) {
    var start = 0
    for index in text.indices {
      let byte = text[index]
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
        continue
      }
      output.append(copying: text.extracting(start..<index))
      start = index + 1
      output.append(UInt8(ascii: "\\"))
      switch byte {
      case 0x0A: output.append(UInt8(ascii: "n"))
      case 0x0D: output.append(UInt8(ascii: "r"))
      case 0x09: output.append(UInt8(ascii: "t"))
      case 0..<0x20:
        output.append(UInt8(ascii: "u"))
        for digit in [0, 0, byte >> 4, byte & 15] { output.append(hexDigit(digit)) }
      default: output.append(byte)
      }
    }
    output.append(copying: text.extracting(start..<text.count))
  }

  /// How many code points the text of a string has.
  public static func codePoints(_ raw: Span<UInt8>, isEscaped: Bool) -> Int {
    var count = 0
    if isEscaped {
      var walker = EscapeWalker()
      while walker.raw < raw.count {
        if case .byte(let byte) = walker.step(raw), byte & 0xC0 == 0x80 { continue }
        count += 1
      }
    } else {
      for index in raw.indices where raw[index] & 0xC0 != 0x80 { count += 1 }
    }
    return count
  }

  static func append(scalar: UInt32, to output: inout [UInt8]) {
    switch scalar {
    case 0..<0x80: output.append(UInt8(scalar))
    case 0x80..<0x800:
      output.append(UInt8(0xC0 | scalar >> 6))
      output.append(UInt8(0x80 | scalar & 0x3F))
    case 0x800..<0x10000:
      output.append(UInt8(0xE0 | scalar >> 12))
      output.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      output.append(UInt8(0x80 | scalar & 0x3F))
    default:
      output.append(UInt8(0xF0 | scalar >> 18))
      output.append(UInt8(0x80 | scalar >> 12 & 0x3F))
      output.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      output.append(UInt8(0x80 | scalar & 0x3F))
    }
  }

  /// The code unit that four hexadecimal digits at `at` write; nil if they are none.
  @inline(__always)
  static func hexUnit(_ bytes: Span<UInt8>, at: Int) -> UInt16? {
    var unit: UInt16 = 0
    for offset in 0..<4 {
      guard let digit = hexValue(bytes[at + offset]) else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x61 + value - 10
  }
}

extension UInt32 {
  /// Whether a scalar read from one escape is half of a surrogate pair.
  var isSurrogate: Bool { 0xD800...0xDFFF ~= self }
}
