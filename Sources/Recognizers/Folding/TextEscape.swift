/// An escape that software leaves in text: `&#64;`, `&commat;`, `%40`, `\u0040`, `\x40`.
///
/// The escape of an escape, as in `&amp;#64;` and `%2540`, is read through, up to eight times.
struct TextEscape: Equatable {
  /// The character that it writes.
  let scalar: Unicode.Scalar
  /// Its length in bytes.
  let length: Int

  /// The escape at an offset where `&`, `%` or `\` stands; nil if there is none.
  init?(_ text: Span<UInt8>, at start: Int) {
    var reader = Reader()
    self.init(text, at: start, &reader)
  }

  /// Whether what stands at an offset may read otherwise once more text follows.
  static func isCut(_ text: Span<UInt8>, at start: Int) -> Bool {
    var reader = Reader()
    _ = TextEscape(text, at: start, &reader)
    return reader.hasMetEnd
  }

  private init?(_ text: Span<UInt8>, at start: Int, _ reader: inout Reader) {
    switch text[start] {
    case UInt8(ascii: "&"): self.init(entity: text, at: start, &reader)
    case UInt8(ascii: "%"): self.init(percent: text, at: start, &reader)
    case UInt8(ascii: "\\"): self.init(backslash: text, at: start, &reader)
    default: return nil
    }
  }

  private init?(_ value: UInt32, length: Int) {
    guard let scalar = Unicode.Scalar(value), value >= 0x20 else { return nil }
    self.scalar = scalar
    self.length = length
  }

  /// How often an escape may be escaped again.
  private static let mostLevels = 8

  /// No escape is longer, in bytes: `&`, its levels of `amp;`, `#x`, seven digits and `;`.
  static let longest = 1 + 4 * mostLevels + 2 + 7 + 1

  // MARK: HTML

  private static let longestName = 8
  private static let names: [String: UInt32] = [
    "amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "apos": 0x27, "nbsp": 0x20, "commat": 0x40,
    "period": 0x2E, "hyphen": 0x2D, "dash": 0x2D, "ndash": 0x2D, "mdash": 0x2D, "minus": 0x2D,
    "shy": 0xAD, "zwj": 0x200D, "zwnj": 0x200C, "lowbar": 0x5F, "num": 0x23, "sol": 0x2F,
    "colon": 0x3A, "plus": 0x2B, "lpar": 0x28, "rpar": 0x29, "comma": 0x2C, "thinsp": 0x20,
    "ensp": 0x20, "emsp": 0x20, "equals": 0x3D, "percnt": 0x25,
  ]

  private init?(entity text: Span<UInt8>, at start: Int, _ reader: inout Reader) {
    var at = start + 1
    while at < start + 1 + 4 * Self.mostLevels, reader.stands("amp;", in: text, at: at),
      reader.opensEntity(text, at: at + 4)
    { at += 4 }
    guard let first = reader.byte(text, at: at) else { return nil }
    if first == UInt8(ascii: "#") {
      let isHex = reader.byte(text, at: at + 1).map { $0 | 0x20 == UInt8(ascii: "x") } ?? false
      at += isHex ? 2 : 1
      guard let value = reader.number(text, at: &at, radix: isHex ? 16 : 10, most: 7),
        let next = reader.byte(text, at: at)
      else { return nil }
      // Browsers also read a number without its semicolon.
      self.init(value, length: at + (next == UInt8(ascii: ";") ? 1 : 0) - start)
      return
    }
    var name = ""
    while name.utf8.count < Self.longestName, let byte = reader.byte(text, at: at),
      byte.isASCIILetter
    {
      name.unicodeScalars.append(Unicode.Scalar(byte))
      at += 1
    }
    guard reader.byte(text, at: at) == UInt8(ascii: ";"), let value = Self.names[name] else {
      return nil
    }
    self.init(value, length: at + 1 - start)
  }

  // MARK: Percent

  private init?(percent text: Span<UInt8>, at start: Int, _ reader: inout Reader) {
    var at = start + 1
    while at < start + 1 + 2 * Self.mostLevels, reader.stands("25", in: text, at: at),
      reader.pair(text, at: at + 2) != nil
    { at += 2 }
    guard let lead = reader.pair(text, at: at) else { return nil }
    at += 2
    let count = lead < 0x80 ? 0 : lead < 0xC2 ? -1 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3
    guard count >= 0, lead < 0xF5 else { return nil }
    var value = UInt32(count == 0 ? lead : lead & (0x3F >> UInt8(count)))
    for _ in 0..<count {
      guard reader.byte(text, at: at) == UInt8(ascii: "%"),
        let next = reader.pair(text, at: at + 1), next & 0xC0 == 0x80
      else { return nil }
      value = value << 6 | UInt32(next & 0x3F)
      at += 3
    }
    self.init(value, length: at - start)
  }

  // MARK: Backslash

  private init?(backslash text: Span<UInt8>, at start: Int, _ reader: inout Reader) {
    var at = start + 2
    switch reader.byte(text, at: start + 1) {
    case UInt8(ascii: "x"):
      guard let byte = reader.pair(text, at: at) else { return nil }
      self.init(UInt32(byte), length: 4)
    case UInt8(ascii: "u") where reader.byte(text, at: at) == UInt8(ascii: "{"):
      at += 1
      guard let value = reader.number(text, at: &at, radix: 16, most: 6),
        reader.byte(text, at: at) == UInt8(ascii: "}")
      else { return nil }
      self.init(value, length: at + 1 - start)
    case UInt8(ascii: "u"):
      guard let high = reader.unit(text, at: at) else { return nil }
      if 0xD800...0xDBFF ~= high, reader.stands("\\u", in: text, at: at + 4),
        let low = reader.unit(text, at: at + 6), 0xDC00...0xDFFF ~= low
      {
        self.init(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00), length: 12)
      } else {
        self.init(high, length: 6)
      }
    default: return nil
    }
  }
}

/// Reads the parts of escapes, and knows whether what it read could be another with more text.
private struct Reader {
  /// Whether it wanted to read behind the end.
  private(set) var hasMetEnd = false

  mutating func byte(_ text: Span<UInt8>, at index: Int) -> UInt8? {
    guard index < text.count else {
      hasMetEnd = true
      return nil
    }
    return text[index]
  }

  mutating func stands(_ word: String, in text: Span<UInt8>, at start: Int) -> Bool {
    for (offset, wanted) in word.utf8.enumerated() {
      guard byte(text, at: start + offset) == wanted else { return false }
    }
    return true
  }

  mutating func opensEntity(_ text: Span<UInt8>, at start: Int) -> Bool {
    byte(text, at: start).map { $0 == UInt8(ascii: "#") || $0.isASCIILetter } ?? false
  }

  /// The byte that two hexadecimal digits write.
  mutating func pair(_ text: Span<UInt8>, at start: Int) -> UInt8? {
    guard let high = byte(text, at: start).flatMap(Self.digit),
      let low = byte(text, at: start + 1).flatMap(Self.digit)
    else { return nil }
    return high << 4 | low
  }

  mutating func unit(_ text: Span<UInt8>, at start: Int) -> UInt32? {
    guard let high = pair(text, at: start), let low = pair(text, at: start + 2) else { return nil }
    return UInt32(high) << 8 | UInt32(low)
  }

  mutating func number(
    _ text: Span<UInt8>, at: inout Int, radix: UInt32, most: Int
  ) -> UInt32? {
    var value: UInt32 = 0
    let start = at
    while at - start < most, let digit = byte(text, at: at).flatMap(Self.digit),
      UInt32(digit) < radix
    {
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
