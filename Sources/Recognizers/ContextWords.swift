/// Words near a match that make it surer, in the text or in the JSON key it stands under.
public struct ContextWords: Sendable {
  /// By how much a context word raises a score, and to what at least: Presidio's figures.
  static let boost = 0.35
  static let leastScore = 0.4

  /// One entry: a phrase of one or more words.
  struct Entry: Sendable {
    var words: [[UInt8]]
    /// `word*`: the last word may go on.
    var isPrefix: Bool
    /// `*word*`: anywhere in the text around, for scripts that put no spaces between words.
    var isSubstring: Bool
  }

  let entries: [Entry]
  /// How many words before a match are looked at.
  public let before: Int
  /// How many words after a match are looked at.
  public let after: Int

  /// How far around a match words are looked for, in bytes, whatever their number.
  static let windowBytes = 192

  /// Context words as a rule file gives them.
  public init(_ words: [String], before: Int, after: Int) {
    self.before = before
    self.after = after
    entries = words.map { word in
      let isSubstring = word.hasPrefix("*") && word.hasSuffix("*")
      var list = WordList()
      list.append(Array(word.utf8).span)
      return Entry(
        words: list.words, isPrefix: !isSubstring && word.hasSuffix("*"), isSubstring: isSubstring)
    }
  }

  /// Whether no words are given.
  public var isEmpty: Bool { entries.isEmpty }

  /// The score with the boost of a context word.
  static func boosted(_ score: Double) -> Double { min(1, max(score + boost, leastScore)) }

  /// Whether all words that are looked at behind a match are there, in a text that goes on.
  func isSettled(after end: Int, in text: Span<UInt8>) -> Bool {
    guard text.count - end < Self.windowBytes else { return true }
    // Only runs with an ASCII letter or digit are counted: those are words for sure. The last one
    // may go on.
    var words = 0
    var isInWord = false
    for index in end..<text.count {
      let byte = text[index]
      if byte.isASCIIAlphanumeric {
        isInWord = true
      } else if byte < 0x80 {
        if isInWord { words += 1 }
        if words > after { return true }
        isInWord = false
      }
    }
    return false
  }

  /// Whether one of the words is among those of the key.
  func stands(amongWordsOf key: WordList) -> Bool {
    !key.namesReference && key.holds(any: entries)
  }

  /// Whether one of the words stands near a span of a text, or among the words of the key.
  func stands(near span: Range<Int>, in text: Span<UInt8>, key: WordList) -> Bool {
    if stands(amongWordsOf: key) { return true }
    let farthest = text.characterBorder(atOrAfter: max(0, span.lowerBound - Self.windowBytes))
    let head = text.startOfWords(before, before: span.lowerBound, after: farthest)
    var around = WordList()
    around.append(text.extracting(min(head, span.lowerBound)..<span.lowerBound))
    if head > 0, head == farthest, !around.words.isEmpty { around.dropFirst() }
    around.keepLast(before)
    if around.holds(any: entries) { return true }
    guard after > 0 else { return false }
    let tail = text.characterBorder(atOrBefore: min(text.count, span.upperBound + Self.windowBytes))
    around.removeAll()
    around.append(text.extracting(span.upperBound..<max(span.upperBound, tail)))
    around.keepFirst(after)
    return around.holds(any: entries)
  }
}

extension Span<UInt8> {
  /// The nearest place from which at least that many words stand before an offset, or `limit`.
  ///
  /// Only runs with an ASCII letter or digit are counted: those are words for sure.
  fileprivate func startOfWords(_ words: Int, before offset: Int, after limit: Int) -> Int {
    var at = offset
    var found = 0
    var isInWord = false
    while at > limit {
      let byte = self[at - 1]
      if byte.isASCIIAlphanumeric {
        isInWord = true
      } else if byte < 0x80 {
        if isInWord { found += 1 }
        if found >= words { return at }
        isInWord = false
      }
      at -= 1
    }
    return limit
  }

  /// The nearest border between characters at or after an offset in bytes.
  public func characterBorder(atOrAfter offset: Int) -> Int {
    var at = offset
    while at < count, self[at] & 0xC0 == 0x80 { at += 1 }
    return at
  }

  /// The nearest border between characters at or before an offset in bytes.
  public func characterBorder(atOrBefore offset: Int) -> Int {
    var at = offset
    while at > 0, at < count, self[at] & 0xC0 == 0x80 { at -= 1 }
    return at
  }
}
