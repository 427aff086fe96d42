/// The text of a file and how it is encoded, so that it can be written back.
struct FileText {
  private enum Encoding {
    case utf8
    case utf16(isLittleEndian: Bool, hasMark: Bool)
    case windows1252
  }

  /// The text as UTF-8, without a byte order mark.
  let text: [UInt8]
  private let encoding: Encoding
  private let mark: [UInt8]

  /// Reads the text of a file. What is not of the charset, or not UTF-8 where none is given, is read
  /// as Windows-1252, in which every byte is a character. UTF-16 is also told by its zeros, because
  /// most text has some ASCII in it; nil for another encoding of several bytes.
  init?(_ bytes: [UInt8], charset: String?) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      mark = Array(bytes.prefix(3))
    } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      mark = Array(bytes.prefix(2))
    } else {
      mark = []
    }
    let body = bytes.dropFirst(mark.count)
    let zeros = mark.isEmpty && charset?.hasPrefix("utf-16") != true ? Self.zeros(body) : nil
    let isUTF16 = mark.count == 2 || charset?.hasPrefix("utf-16") == true || zeros != nil
    let isLittle =
      mark == [0xFF, 0xFE] || mark.isEmpty && (zeros.map { $0 == 1 } ?? (charset != "utf-16be"))
    if isUTF16, let text = Self.utf16(body, isLittleEndian: isLittle) {
      self.text = text
      encoding = .utf16(isLittleEndian: isLittle, hasMark: !mark.isEmpty)
    } else if charset?.hasPrefix("utf-32") == true || charset?.hasPrefix("ucs-4") == true {
      return nil
    } else if Self.isLatin(charset) || String(validating: body, as: UTF8.self) == nil {
      text = body.flatMap { Array(String(Self.scalar($0)).utf8) }
      encoding = .windows1252
    } else {
      text = Array(body)
      encoding = .utf8
    }
  }

  /// Writes a text, made of this one, as the file was.
  func encoded(_ text: [UInt8]) -> [UInt8] {
    switch encoding {
    case .utf8: return mark + text
    case .utf16(let isLittleEndian, _):
      let units = String(decoding: text, as: UTF8.self).utf16
      return mark
        + units.flatMap { unit -> [UInt8] in
          let bytes = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
          return isLittleEndian ? bytes : bytes.reversed()
        }
    case .windows1252:
      return String(decoding: text, as: UTF8.self).unicodeScalars.map { Self.byte($0) }
    }
  }

  /// Whether the zeros of a file are all at even offsets (0) or all at odd ones (1), and are many;
  /// nil if neither.
  private static func zeros(_ bytes: ArraySlice<UInt8>) -> Int? {
    var counts = [0, 0]
    for (offset, byte) in bytes.enumerated() where byte == 0 { counts[offset % 2] += 1 }
    guard bytes.count % 2 == 0, counts.contains(0), max(counts[0], counts[1]) * 4 >= bytes.count
    else { return nil }
    return counts[0] == 0 ? 1 : 0
  }

  private static func isLatin(_ charset: String?) -> Bool {
    ["windows-1252", "cp1252", "iso-8859-1", "latin1", "us-ascii"].contains(charset)
  }

  private static func utf16(_ bytes: ArraySlice<UInt8>, isLittleEndian: Bool) -> [UInt8]? {
    guard bytes.count % 2 == 0 else { return nil }
    let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map { index in
      isLittleEndian
        ? UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
        : UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
    }
    return String(validating: units, as: UTF16.self).map { Array($0.utf8) }
  }

  /// The characters of the bytes 0x80 to 0x9F; the five that have none stand for themselves.
  private static let upper: [Unicode.Scalar] = Array(
    "\u{20AC}\u{81}\u{201A}\u{192}\u{201E}\u{2026}\u{2020}\u{2021}\u{2C6}\u{2030}\u{160}\u{2039}\u{152}\u{8D}\u{17D}\u{8F}\u{90}\u{2018}\u{2019}\u{201C}\u{201D}\u{2022}\u{2013}\u{2014}\u{2DC}\u{2122}\u{161}\u{203A}\u{153}\u{9D}\u{17E}\u{178}"
      .unicodeScalars)

  private static func scalar(_ byte: UInt8) -> Unicode.Scalar {
    0x80...0x9F ~= byte ? upper[Int(byte) - 0x80] : Unicode.Scalar(byte)
  }

  private static func byte(_ scalar: Unicode.Scalar) -> UInt8 {
    if let index = upper.firstIndex(of: scalar) { return UInt8(0x80 + index) }
    return UInt8(truncatingIfNeeded: scalar.value)
  }
}
