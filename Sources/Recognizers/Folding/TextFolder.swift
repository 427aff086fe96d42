/// Writes a text as it reads, without the disguises that software puts on it.
struct TextFolder {
  private var folded = FoldedText()
  /// The run without white space that the letters are in, and whether ASCII letters are in it too.
  private var run = 0..<0
  private var runHoldsLatin = false

  /// The folded text and where its bytes come from; nil if nothing is folded.
  ///
  /// - Parameters:
  ///   - text: UTF-8.
  ///   - profile: The bytes that occur in it.
  mutating func fold(_ text: Span<UInt8>, _ profile: TextProfile) -> FoldedText? {
    guard profile.mayHoldDisguise else { return nil }
    folded.removeAll()
    run = 0..<0
    var changed = false
    var at = 0
    while at < text.count {
      let byte = text[at]
      if byte.isInvisible {
        changed = true
        at += 1
      } else if byte < 0x80 {
        guard byte == UInt8(ascii: "&") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "\\"),
          let escape = TextEscape(text, at: at)
        else {
          folded.append(byte, for: at..<at + 1)
          at += 1
          continue
        }
        changed = true
        append(escape.scalar, at..<at + escape.length, text)
        at += escape.length
      } else {
        let (scalar, length) = text.scalar(at: at)
        if append(scalar, at..<at + length, text) { changed = true }
        at += length
      }
    }
    return changed ? folded : nil
  }

  /// Appends the reading of a character; answers whether it is another one.
  @discardableResult
  private mutating func append(
    _ scalar: Unicode.Scalar, _ range: Range<Int>, _ text: Span<UInt8>
  ) -> Bool {
    if scalar.isASCII {
      folded.append(UInt8(scalar.value), for: range)
      return false
    }
    switch CharacterFold(scalar) {
    case .nothing: return true
    case .ascii(let byte):
      folded.append(byte, for: range)
      return true
    case .letters(let letters):
      for byte in letters.utf8 { folded.append(byte, for: range) }
      return true
    case .lookalike(let byte) where isAmongLatin(range.lowerBound, text):
      folded.append(byte, for: range)
      return true
    case .lookalike, .same:
      for byte in String(scalar).utf8 { folded.append(byte, for: range) }
      return false
    }
  }

  /// Whether ASCII letters stand in the same run without white space: a Russian word stays what it
  /// is, a Latin one with a Cyrillic letter in it does not.
  private mutating func isAmongLatin(_ offset: Int, _ text: Span<UInt8>) -> Bool {
    if run.contains(offset) { return runHoldsLatin }
    var start = offset
    while start > 0, text[start - 1] > 0x20 { start -= 1 }
    var end = offset
    while end < text.count, text[end] > 0x20 { end += 1 }
    run = start..<end
    runHoldsLatin = run.contains { text[$0].isASCIILetter }
    return runHoldsLatin
  }
}

extension TextProfile {
  /// Whether a byte occurs without which nothing is folded.
  var mayHoldDisguise: Bool {
    let escapes = UInt64(1) << 0x25 | UInt64(1) << 0x26
    let backslash = UInt64(1) << (0x5C - 0x40)
    let delete = UInt64(1) << (0x7F - 0x40)
    return low & (escapes | UInt8.invisible) | digitsAndUpper & (backslash | delete) | high
      | highest != 0
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
