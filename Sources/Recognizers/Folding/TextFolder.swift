/// Writes a text as it reads, without the disguises that software puts on it.
struct TextFolder {
  private var folded = FoldedText()
  private var latinFrom = 0

  /// The folded text and where its bytes come from; nil if nothing is folded.
  ///
  /// - Parameters:
  ///   - text: UTF-8.
  ///   - latinFrom: From where on letters that look like Latin ones are read as such whatever stands
  ///     around them, in bytes; the end if nil.
  mutating func fold(_ text: Span<UInt8>, latinFrom: Int? = nil) -> FoldedText? {
    guard Self.mayHoldDisguise(text) else { return nil }
    self.latinFrom = latinFrom ?? text.count
    // Most text has such bytes and no disguise: nothing of it is copied.
    guard holdsDisguise(text) else { return nil }
    folded.removeAll()
    var at = 0
    while at < text.count {
      let (fold, length) = reading(text, at: at)
      let range = at..<at + length
      switch fold {
      case .same: for index in range { folded.append(text[index], for: range) }
      case .nothing: break
      case .ascii(let byte), .lookalike(let byte): folded.append(byte, for: range)
      case .letters(let letters): for byte in letters.utf8 { folded.append(byte, for: range) }
      }
      at = range.upperBound
    }
    return folded
  }

  /// Whether a byte occurs without which nothing is folded.
  static func mayHoldDisguise(_ text: Span<UInt8>) -> Bool {
    let marks = marks.span
    for index in text.indices where marks[Int(text[index])] { return true }
    return false
  }

  /// The offset of the last such byte; nil if there is none.
  static func lastMark(in text: Span<UInt8>) -> Int? {
    let marks = marks.span
    var index = text.count
    while index > 0 {
      index -= 1
      if marks[Int(text[index])] { return index }
    }
    return nil
  }

  /// Whether something may be folded where a byte stands.
  private static let marks = (UInt8.min...UInt8.max).map { byte in
    byte >= 0x80 || byte.isInvisible || byte == UInt8(ascii: "&") || byte == UInt8(ascii: "%")
      || byte == UInt8(ascii: "\\")
  }

  private mutating func holdsDisguise(_ text: Span<UInt8>) -> Bool {
    var at = 0
    while at < text.count {
      let (fold, length) = reading(text, at: at)
      guard case .same = fold else { return true }
      at += length
    }
    return false
  }

  /// How what stands at an offset reads, and its length in bytes.
  @inline(__always)
  private mutating func reading(
    _ text: Span<UInt8>, at start: Int
  ) -> (fold: CharacterFold, length: Int) {
    let byte = text[start]
    if byte.isInvisible { return (.nothing, 1) }
    if byte < 0x80 {
      guard byte == UInt8(ascii: "&") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "\\"),
        let escape = TextEscape(text, at: start)
      else { return (.same, 1) }
      if escape.scalar.isASCII { return (.ascii(UInt8(escape.scalar.value)), escape.length) }
      let fold = fold(of: escape.scalar, at: start, text)
      return (fold == .same ? .letters(String(escape.scalar)) : fold, escape.length)
    }
    let (scalar, length) = text.scalar(at: start)
    return (fold(of: scalar, at: start, text), length)
  }

  /// How a character outside ASCII reads among those around it.
  private mutating func fold(
    of scalar: Unicode.Scalar, at offset: Int, _ text: Span<UInt8>
  ) -> CharacterFold {
    let fold = CharacterFold(scalar)
    if case .lookalike = fold, offset < latinFrom, !isAmongLatin(offset, text) { return .same }
    return fold
  }

  /// Whether ASCII letters stand in the same run without white space: a Russian word stays what it
  /// is, a Latin one with a Cyrillic letter in it does not.
  private func isAmongLatin(_ offset: Int, _ text: Span<UInt8>) -> Bool {
    var at = offset
    while at > max(0, offset - Self.neighbourBytes), text[at - 1] > 0x20 {
      at -= 1
      if text[at].isASCIILetter { return true }
    }
    at = offset
    while at < min(text.count, offset + Self.neighbourBytes), text[at] > 0x20 {
      if text[at].isASCIILetter { return true }
      at += 1
    }
    return false
  }

  /// In how many bytes the character is written that stands at an offset, as one or as an escape; nil if
  /// that is an escape which the end of the text cuts off.
  static func writtenBytes(_ text: Span<UInt8>, at start: Int) -> Int? {
    switch text[start] {
    case UInt8(ascii: "&"), UInt8(ascii: "%"), UInt8(ascii: "\\"):
      if TextEscape.isCut(text, at: start) { return nil }
      return TextEscape(text, at: start)?.length ?? 1
    case 0x80...: return text.scalar(at: start).1
    default: return 1
    }
  }

  /// How far around a letter others tell what it is, in bytes.
  private static let neighbourBytes = 64

  /// From where on, in a text that goes on, letters may still come to read otherwise; the end if
  /// none may.
  static func startOfUnsettled(_ text: Span<UInt8>) -> Int {
    var at = text.count
    while at > max(0, text.count - neighbourBytes), text[at - 1] > 0x20 { at -= 1 }
    at = text.characterBorder(atOrAfter: at)
    while at < text.count {
      let byte = text[at]
      if byte < 0x80 {
        // What an escape stands for may be such a letter.
        if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "\\") {
          return at
        }
        at += 1
      } else {
        let (scalar, length) = text.scalar(at: at)
        if case .lookalike = CharacterFold(scalar) { return at }
        at += length
      }
    }
    return text.count
  }
}

extension UInt8 {
  /// A bit for each control character that nobody sees and no terminal needs: neither tab, line feed
  /// and carriage return, nor escape, with which colors are set.
  fileprivate static let invisible: UInt64 =
    0xFFFF_FFFF & ~(1 << 0x09 | 1 << 0x0A | 1 << 0x0D | 1 << 0x1B)

  fileprivate var isInvisible: Bool {
    self == 0x7F || self < 0x20 && Self.invisible & 1 << UInt64(self) != 0
  }
}
