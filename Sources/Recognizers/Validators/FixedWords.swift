/// A fixed list of lower-case ASCII words that bytes are compared with, without making a string.
struct FixedWords: Sendable {
  /// All words, those that begin with one byte side by side.
  private var letters: [UInt8] = []
  /// Where each word starts in `letters`; then the end.
  private var starts = [0]
  /// For each byte the first of the words that begin with it; then the count of words.
  private var firsts: [Int] = []

  /// Takes the words from a literal in which white space separates them.
  init(_ text: String) {
    let words = text.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) }
    for byte in UInt8.min...UInt8.max {
      firsts.append(starts.count - 1)
      for word in words where word.first == byte {
        letters.append(contentsOf: word)
        starts.append(letters.count)
      }
    }
    firsts.append(starts.count - 1)
  }

  /// Whether the bytes are one of the words, in any case.
  func contains(_ bytes: Span<UInt8>) -> Bool {
    !bytes.isEmpty && beginsWord(bytes, at: 0, isWhole: true)
  }

  /// Whether one of the words stands anywhere in the bytes, in any case.
  func occursIn(_ bytes: Span<UInt8>) -> Bool {
    for start in bytes.indices where beginsWord(bytes, at: start, isWhole: false) { return true }
    return false
  }

  /// Whether a word stands at an offset; if `isWhole`, with nothing behind it.
  private func beginsWord(_ bytes: Span<UInt8>, at start: Int, isWhole: Bool) -> Bool {
    let first = Int(bytes[start].asciiLowercased)
    let left = bytes.count - start
    for word in firsts[first]..<firsts[first + 1] {
      let count = starts[word + 1] - starts[word]
      guard isWhole ? count == left : count <= left else { continue }
      var offset = 1
      while offset < count,
        bytes[start + offset].asciiLowercased == letters[starts[word] + offset]
      {
        offset += 1
      }
      if offset == count { return true }
    }
    return false
  }
}
