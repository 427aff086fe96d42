/// Something that every text with a match of a pattern holds: one of a few short strings.
struct TextNeed: Equatable {
  /// Three bytes in a row; behind the end of a string, and of the text, any byte is right.
  struct Window: Hashable {
    var first: ByteSet
    var second: ByteSet
    var third: ByteSet

    /// The three sets of a row that are met least often.
    init(_ row: [ByteSet]) {
      let starts = 0...max(0, row.count - 3)
      let best = starts.min { Self.frequency(row, $0) < Self.frequency(row, $1) } ?? 0
      func set(_ offset: Int) -> ByteSet {
        best + offset < row.count ? row[best + offset] : .all
      }
      first = set(0)
      second = set(1)
      third = set(2)
    }

    private static func frequency(_ row: [ByteSet], _ start: Int) -> Double {
      row[start..<min(row.count, start + 3)].reduce(1) { $0 * $1.frequency }
    }

    /// One window for both, if no other bytes are right for it: they differ in one set at most.
    func joined(_ other: Window) -> Window? {
      let differences =
        (first == other.first ? 0 : 1) + (second == other.second ? 0 : 1)
        + (third == other.third ? 0 : 1)
      guard differences <= 1 else { return nil }
      var window = self
      window.first.formUnion(other.first)
      window.second.formUnion(other.second)
      window.third.formUnion(other.third)
      return window
    }

    var frequency: Double { first.frequency * second.frequency * third.frequency }
  }

  /// One of them stands in the text.
  let windows: [Window]
  /// About how often that is so by chance, at each place of common text.
  let frequency: Double
  /// More are not told apart.
  static let mostWindows = 48

  init(windows: [Window]) {
    var joined: [Window] = []
    for var window in windows {
      // As long as two of them say no more than one does.
      while let index = joined.firstIndex(where: { $0.joined(window) != nil }) {
        window = joined.remove(at: index).joined(window) ?? window
      }
      joined.append(window)
    }
    self.windows = joined
    frequency = joined.reduce(0) { $0 + $1.frequency }
  }

  /// One of these rows stands in the text; nil if that says nothing.
  init?(rows: [[ByteSet]]) {
    guard !rows.isEmpty, !rows.contains([]) else { return nil }
    let need = TextNeed(windows: rows.map { Window($0) })
    guard need.windows.count <= Self.mostWindows else { return nil }
    self = need
  }

  /// One byte of a set stands in the text; nil if that says nothing.
  init?(byte: ByteSet) {
    guard byte != .all else { return nil }
    self.init(rows: [[byte]])
  }
}
