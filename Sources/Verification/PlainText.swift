internal import Recognizers

/// A text as it reads: its letters and digits in lower case, and where something stood between them.
struct PlainText {
  /// Letters and digits, without disguises.
  private(set) var bytes: [UInt8] = []
  /// Offsets of `bytes` before which white space or punctuation stands.
  private(set) var borders: Set<Int> = []

  /// A character for private use, which reading leaves alone: it is put behind each separator.
  private static let mark: [UInt8] = Array("\u{E000}".utf8)

  /// Reads a text.
  init(_ text: [UInt8], _ reading: inout PlainReading) {
    var marked: [UInt8] = []
    marked.reserveCapacity(text.count)
    for index in text.indices {
      marked.append(text[index])
      let isLast = index + 1 == text.count || !Self.isSeparator(text[index + 1])
      if Self.isSeparator(text[index]), isLast { marked += Self.mark }
    }
    var read: [UInt8] = []
    reading.append(marked.span, to: &read)
    var at = 0
    while at < read.count {
      if read[at...].starts(with: Self.mark) {
        borders.insert(bytes.count)
        at += Self.mark.count
      } else {
        bytes.append(read[at])
        at += 1
      }
    }
  }

  /// Whether a byte parts words and is no part of an escape such as `&#64;`, `%40` or `\u0040`.
  private static func isSeparator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "#"), UInt8(ascii: ";"), UInt8(ascii: "%"),
      UInt8(ascii: "\\"):
      false
    case 0x09, 0x0A, 0x0D, TokenRanges.blank, 0x20...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E:
      true
    default: false
    }
  }

  /// Whether a digit follows a digit at an offset with nothing between.
  func isInsideNumber(_ offset: Int) -> Bool {
    offset > 0 && offset < bytes.count && bytes[offset - 1].isDigit && bytes[offset].isDigit
      && !borders.contains(offset)
  }
}

extension UInt8 {
  /// Whether it is an ASCII digit.
  var isDigit: Bool { 0x30...0x39 ~= self }
}
