internal import Tokens

/// The values that one string of an event may hold because tokens in it were restored.
struct RestoredValues {
  private var search = ValueSearch()
  private var left: [Int] = []

  /// The values of the tokens that the backend's string names and the client's does not any more.
  ///
  /// - Parameter issued: The tokens of the principal, with their values.
  init(
    of sent: [FrameText], notIn got: [FrameText], _ tokens: TokenRanges,
    issued: [TokenName: [UInt8]]
  ) {
    guard !issued.isEmpty else { return }
    var counts = Self.names(sent, tokens)
    counts.merge(Self.names(got, tokens)) { $0 - $1 }
    var values: [[UInt8]: Int] = [:]
    for (name, count) in counts where count > 0 {
      if let value = issued[name] { values[value, default: 0] += count }
    }
    for (value, count) in values {
      search.add(ValueSearch.Value(entity: "", bytes: value))
      left.append(count)
    }
  }

  private static func names(_ texts: [FrameText], _ tokens: TokenRanges) -> [TokenName: Int] {
    var counts: [TokenName: Int] = [:]
    for text in texts where text.kind != .structural {
      counts.merge(tokens.names(in: text.bytes)) { $0 + $1 }
    }
    return counts
  }

  /// Puts blanks in the place of values that were restored, each as often as it was.
  mutating func blank(_ text: inout [UInt8]) {
    guard left.contains(where: { $0 > 0 }) else { return }
    var found: [(value: Int, range: Range<Int>)] = []
    search.forEachOccurrence(in: text) { found.append(($0, $1)) }
    // A value may hold a shorter one.
    found.sort {
      ($0.range.count, $1.range.lowerBound) > ($1.range.count, $0.range.lowerBound)
    }
    for (value, range) in found where left[value] > 0 && !text[range].contains(TokenRanges.blank) {
      text.blank(range)
      left[value] -= 1
    }
  }
}
