internal import FrameJSON

/// Names and the index that each stands for, sorted by length: few names of one table are equally
/// long, so that a name is compared with one or two.
///
/// A class, so that a look-up keeps one object alive and not three arrays.
final class NameTable: Sendable {
  private struct Entry {
    var start: Int
    var index: Int
  }

  private let entries: [Entry]
  /// For each length the first of its entries; then one more.
  private let firsts: [Int]
  private let letters: [UInt8]

  /// A table; of equal names the first counts.
  init(_ names: [(name: MemberName, index: Int)]) {
    var entries: [Entry] = []
    var firsts = [0]
    var letters: [UInt8] = []
    for length in 0...(names.map(\.name.bytes.count).max() ?? 0) {
      for (name, index) in names where name.bytes.count == length {
        entries.append(Entry(start: letters.count, index: index))
        letters.append(contentsOf: name.bytes)
      }
      firsts.append(entries.count)
    }
    self.entries = entries
    self.firsts = firsts
    self.letters = letters
  }

  /// A table without names.
  static let empty = NameTable([])

  var isEmpty: Bool { entries.isEmpty }

  /// What the string or key in a range of a frame stands for; nil if it is none of the names.
  func index(_ frame: Span<UInt8>, _ range: Range<Int>, isEscaped: Bool) -> Int? {
    guard isEscaped else { return index(frame.extracting(range)) }
    return index(JSONString.decoded(frame.extracting(range)).span)
  }

  private func index(_ name: Span<UInt8>) -> Int? {
    guard name.count + 1 < firsts.count else { return nil }
    for place in firsts[name.count]..<firsts[name.count + 1]
    where isEqual(name, entries[place].start) {
      return entries[place].index
    }
    return nil
  }

  private func isEqual(_ name: Span<UInt8>, _ start: Int) -> Bool {
    // Names of the API differ at their end sooner than at their start.
    for offset in name.indices.reversed() where name[offset] != letters[start + offset] {
      return false
    }
    return true
  }
}
