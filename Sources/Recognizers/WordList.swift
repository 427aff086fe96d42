/// The words of a short text in lower case: runs of letters, digits and marks of any script.
struct WordList {
  private(set) var words: [[UInt8]] = []

  /// Adds the words of a text that is UTF-8.
  mutating func append(_ text: Span<UInt8>) {
    var word: [UInt8] = []
    var at = 0
    while at < text.count {
      let byte = text[at]
      if byte < 0x80 {
        if byte.isASCIIAlphanumeric {
          word.append(byte.asciiLowercased)
        } else {
          end(&word)
          if byte == UInt8(ascii: "\\"), at + 1 < text.count, text[at + 1].isLineEscape { at += 1 }
        }
        at += 1
        continue
      }
      let (scalar, length) = text.scalar(at: at)
      at += length
      let properties = scalar.properties
      if properties.isAlphabetic || properties.numericType != nil
        || properties.generalCategory == .nonspacingMark
      {
        word.append(contentsOf: properties.lowercaseMapping.utf8)
      } else {
        end(&word)
      }
    }
    end(&word)
  }

  /// Adds the words of a key, which may be written in camel case: `homePhone` is home and phone.
  mutating func append(key: Span<UInt8>) {
    var spaced: [UInt8] = []
    spaced.reserveCapacity(key.count + 8)
    for index in key.indices {
      let byte = key[index]
      if byte.isASCIIUpper, index > 0 {
        let previous = key[index - 1]
        let nextIsLower = index + 1 < key.count && key[index + 1].isASCIILower
        if previous.isASCIILower || previous.isASCIIDigit
          || previous.isASCIIUpper && nextIsLower
        {
          spaced.append(0x20)
        }
      }
      spaced.append(byte)
    }
    append(spaced.span)
  }

  mutating func removeAll() { words.removeAll(keepingCapacity: true) }
  mutating func dropFirst() { words.removeFirst() }
  mutating func keepLast(_ count: Int) { words.removeFirst(max(0, words.count - count)) }
  mutating func keepFirst(_ count: Int) { words.removeLast(max(0, words.count - count)) }

  /// Whether a key of these words says that its value only refers to something: `phone_id`,
  /// `cardCount`.
  var namesReference: Bool {
    guard let last = words.last, words.count > 1 else { return false }
    return Self.references.contains { last.elementsEqual($0.utf8) }
  }

  private static let references = ["id", "ids", "uuid", "count", "index", "type", "length", "hash"]

  /// Whether one of the entries stands in these words, its own words side by side.
  func holds(any entries: [ContextWords.Entry]) -> Bool {
    guard !words.isEmpty else { return false }
    return entries.contains { holds($0) }
  }

  private func holds(_ entry: ContextWords.Entry) -> Bool {
    guard let first = entry.words.first, entry.words.count <= words.count else { return false }
    if entry.isSubstring { return words.contains { $0.firstRange(of: first) != nil } }
    for start in 0...(words.count - entry.words.count) {
      var matches = true
      for (offset, wanted) in entry.words.enumerated() {
        let word = words[start + offset]
        let isLast = offset == entry.words.count - 1
        if entry.isPrefix && isLast ? !word.starts(with: wanted) : word != wanted {
          matches = false
          break
        }
      }
      if matches { return true }
    }
    return false
  }

  private mutating func end(_ word: inout [UInt8]) {
    guard !word.isEmpty else { return }
    words.append(word)
    word.removeAll(keepingCapacity: true)
  }
}

extension UInt8 {
  /// Whether it is what stands behind the backslash of `\n`, `\r` or `\t`: such a letter, left in
  /// text that was escaped once more, belongs to no word.
  fileprivate var isLineEscape: Bool {
    self == UInt8(ascii: "n") || self == UInt8(ascii: "r") || self == UInt8(ascii: "t")
  }
}

/// The words of a JSON key, as context words are compared with them.
public enum KeyWords {
  /// The words in lower case: `homePhone` is home and phone.
  public static func of(_ key: Span<UInt8>) -> [String] {
    var list = WordList()
    list.append(key: key)
    return list.words.map { String(decoding: $0, as: UTF8.self) }
  }
}

extension [UInt8] {
  fileprivate func firstRange(of other: [UInt8]) -> Range<Int>? {
    guard !other.isEmpty, count >= other.count else { return nil }
    for start in 0...(count - other.count) where self[start...].starts(with: other) {
      return start..<start + other.count
    }
    return nil
  }
}

extension Span<UInt8> {
  /// The character at an offset in valid UTF-8 and its length in bytes.
  func scalar(at offset: Int) -> (Unicode.Scalar, Int) {
    let lead = UInt32(self[offset])
    let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard length > 1, offset + length <= count else {
      return (Unicode.Scalar(self[offset]), 1)
    }
    var value = lead & (0x7F >> UInt32(length))
    for index in 1..<length { value = value << 6 | UInt32(self[offset + index] & 0x3F) }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
  }
}
