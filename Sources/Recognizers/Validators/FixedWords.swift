/// A fixed list of lower-case ASCII words that bytes are compared with, without making a string.
struct FixedWords: Sendable {
  private let words: [String]

  /// Takes the words from a literal in which white space separates them.
  init(_ text: String) {
    words = text.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// Whether the bytes are one of the words, in any case.
  func contains(_ bytes: Span<UInt8>) -> Bool {
    words.contains { $0.utf8.count == bytes.count && Self.begins(bytes, at: 0, with: $0) }
  }

  /// Whether one of the words stands anywhere in the bytes, in any case.
  func occursIn(_ bytes: Span<UInt8>) -> Bool {
    words.contains { word in
      let last = bytes.count - word.utf8.count
      return last >= 0 && (0...last).contains { Self.begins(bytes, at: $0, with: word) }
    }
  }

  private static func begins(_ bytes: Span<UInt8>, at start: Int, with word: String) -> Bool {
    var index = start
    for byte in word.utf8 {
      if bytes[index].asciiLowercased != byte { return false }
      index += 1
    }
    return true
  }
}
