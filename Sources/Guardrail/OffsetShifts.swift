internal import Dialects

/// How offsets into a text move when parts of it are replaced. All figures are code points.
struct OffsetShifts: Sendable, Equatable {
  private struct Replacement: Sendable, Equatable {
    var start: Int
    var length: Int
    var newLength: Int
  }

  private var replacements: [Replacement] = []
  /// Replacements that were made in the text before those.
  private var earlier: [Replacement] = []

  var isEmpty: Bool { replacements.isEmpty && earlier.isEmpty }

  mutating func removeAll() {
    replacements.removeAll(keepingCapacity: true)
    earlier.removeAll(keepingCapacity: true)
  }

  /// The same, in a text in which other replacements were made first.
  func following(_ other: OffsetShifts) -> OffsetShifts {
    var both = self
    both.earlier = other.replacements
    return both
  }

  /// Notes a replacement; they come in the order of the text.
  mutating func add(start: Int, length: Int, newLength: Int) {
    replacements.append(Replacement(start: start, length: length, newLength: newLength))
  }

  /// The offset in the new text. Inside a replaced part it goes to that part's border.
  func shifted(_ offset: Int, _ edge: Slot.Edge) -> Int {
    let between = Self.shifted(offset, edge, by: earlier)
    return Self.shifted(between, edge, by: replacements)
  }

  private static func shifted(
    _ offset: Int, _ edge: Slot.Edge, by replacements: [Replacement]
  ) -> Int {
    var shift = 0
    for replacement in replacements {
      if offset >= replacement.start + replacement.length {
        shift += replacement.newLength - replacement.length
      } else if offset > replacement.start {
        return replacement.start + shift + (edge == .end ? replacement.newLength : 0)
      } else {
        break
      }
    }
    return offset + shift
  }
}

extension Span<UInt8> {
  /// Code points of a part of UTF-8 text.
  func codePoints(in range: Range<Int>) -> Int {
    var count = 0
    for index in range where self[index] & 0xC0 != 0x80 { count += 1 }
    return count
  }
}
