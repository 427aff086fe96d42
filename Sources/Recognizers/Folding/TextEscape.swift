/// An escape that software leaves in text: `&#64;`, `&commat;`, `%40`, `\u0040`, `\x40`.
///
/// The escape of an escape, as in `&amp;#64;` and `%2540`, is read through.
struct TextEscape: Equatable {
  /// The character that it writes.
  let scalar: Unicode.Scalar
  /// Its length in bytes.
  let length: Int

  /// The escape at an offset where `&`, `%` or `\` stands; nil if there is none.
  init?(_ text: Span<UInt8>, at start: Int) {
    switch text[start] {
    case UInt8(ascii: "&"): self.init(entity: text, at: start)
    case UInt8(ascii: "%"): self.init(percent: text, at: start)
    case UInt8(ascii: "\\"): self.init(backslash: text, at: start)
    default: return nil
    }
  }

  private init?(_ value: UInt32, length: Int) {
    guard let scalar = Unicode.Scalar(value), value >= 0x20 else { return nil }
    self.scalar = scalar
    self.length = length
  }

  // MARK: HTML

  private static let longestName = 8
  private static let names: [String: UInt32] = [
    "amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "apos": 0x27, "nbsp": 0x20, "commat": 0x40,
    "period": 0x2E, "hyphen": 0x2D, "dash": 0x2D, "ndash": 0x2D, "mdash": 0x2D, "minus": 0x2D,
    "shy": 0xAD, "zwj": 0x200D, "zwnj": 0x200C, "lowbar": 0x5F, "num": 0x23, "sol": 0x2F,
    "colon": 0x3A, "plus": 0x2B, "lpar": 0x28, "rpar": 0x29, "comma": 0x2C, "thinsp": 0x20,
    "ensp": 0x20, "emsp": 0x20, "equals": 0x3D, "percnt": 0x25,
  ]

  private init?(entity text: Span<UInt8>, at start: Int) {
    var at = start + 1
    while Self.stands("amp;", in: text, at: at), Self.opensEntity(text, at: at + 4) { at += 4 }
    guard at < text.count else { return nil }
    if text[at] == UInt8(ascii: "#") {
      let isHex = at + 1 < text.count && text[at + 1] | 0x20 == UInt8(ascii: "x")
      at += isHex ? 2 : 1
      guard let value = Self.number(text, at: &at, radix: isHex ? 16 : 10, most: 7),
        at < text.count
      else { return nil }
      // Browsers also read a number without its semicolon.
      self.init(value, length: at + (text[at] == UInt8(ascii: ";") ? 1 : 0) - start)
      return
    }
    var name = ""
    while at < text.count, name.utf8.count < Self.longestName, text[at].isASCIILetter {
      name.unicodeScalars.append(Unicode.Scalar(text[at]))
      at += 1
    }
    guard at < text.count, text[at] == UInt8(ascii: ";"), let value = Self.names[name] else {
      return nil
    }
    self.init(value, length: at + 1 - start)
  }

  private static func opensEntity(_ text: Span<UInt8>, at start: Int) -> Bool {
    start < text.count && (text[start] == UInt8(ascii: "#") || text[start].isASCIILetter)
  }

  // MARK: Percent

  private init?(percent text: Span<UInt8>, at start: Int) {
    var at = start + 1
    while Self.stands("25", in: text, at: at), Self.byte(text, at: at + 2) != nil { at += 2 }
    guard let lead = Self.byte(text, at: at) else { return nil }
    at += 2
    let count = lead < 0x80 ? 0 : lead < 0xC2 ? -1 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3
    guard count >= 0, lead < 0xF5 else { return nil }
    var value = UInt32(count == 0 ? lead : lead & (0x3F >> UInt8(count)))
    for _ in 0..<count {
      guard at < text.count, text[at] == UInt8(ascii: "%"), let next = Self.byte(text, at: at + 1),
        next & 0xC0 == 0x80
      else { return nil }
      value = value << 6 | UInt32(next & 0x3F)
      at += 3
    }
    self.init(value, length: at - start)
  }

  // MARK: Backslash

  private init?(backslash text: Span<UInt8>, at start: Int) {
    guard start + 1 < text.count else { return nil }
    var at = start + 2
    switch text[start + 1] {
    case UInt8(ascii: "x"):
      guard let byte = Self.byte(text, at: at) else { return nil }
      self.init(UInt32(byte), length: 4)
    case UInt8(ascii: "u") where at < text.count && text[at] == UInt8(ascii: "{"):
      at += 1
      guard let value = Self.number(text, at: &at, radix: 16, most: 6), at < text.count,
        text[at] == UInt8(ascii: "}")
      else { return nil }
      self.init(value, length: at + 1 - start)
    case UInt8(ascii: "u"):
      guard let high = Self.unit(text, at: at) else { return nil }
      if 0xD800...0xDBFF ~= high, Self.stands("\\u", in: text, at: at + 4),
        let low = Self.unit(text, at: at + 6), 0xDC00...0xDFFF ~= low
      {
        self.init(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00), length: 12)
      } else {
        self.init(high, length: 6)
      }
    default: return nil
    }
  }

  // MARK: Digits

  private static func stands(_ word: String, in text: Span<UInt8>, at start: Int) -> Bool {
    guard start + word.utf8.count <= text.count else { return false }
    for (offset, byte) in word.utf8.enumerated() where text[start + offset] != byte { return false }
    return true
  }

  private static func byte(_ text: Span<UInt8>, at start: Int) -> UInt8? {
    guard start + 2 <= text.count, let high = digit(text[start]), let low = digit(text[start + 1])
    else { return nil }
    return high << 4 | low
  }

  private static func unit(_ text: Span<UInt8>, at start: Int) -> UInt32? {
    guard let high = byte(text, at: start), let low = byte(text, at: start + 2) else { return nil }
    return UInt32(high) << 8 | UInt32(low)
  }

  private static func number(
    _ text: Span<UInt8>, at: inout Int, radix: UInt32, most: Int
  ) -> UInt32? {
    var value: UInt32 = 0
    let start = at
    while at < text.count, at - start < most, let digit = digit(text[at]), UInt32(digit) < radix {
      value = value * radix + UInt32(digit)
      at += 1
    }
    return at > start ? value : nil
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
