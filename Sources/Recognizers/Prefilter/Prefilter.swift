/// Tells in one pass over a text which patterns may match in it.
///
/// Each need of a pattern is a few rows of three sets of bytes, and each row has a bit. A table has,
/// for each byte, the bits of the rows whose first, second and third set it is in: three steps of
/// "and" tell which rows stand in the text. The pass takes the same time for any number of patterns.
struct Prefilter {
  /// A bit for each row.
  private typealias Bits = SIMD4<UInt64>

  /// The rows in whose sets a byte is.
  private struct Row {
    var first = Bits.zero
    var second = Bits.zero
    var third = Bits.zero
  }

  /// What one pattern needs.
  private struct Gate {
    var minimumLength: Int
    /// Of each, at least one row stands in the text.
    var needs: InlineArray<3, Bits>
    var count: Int
  }

  private var rows = [Row](repeating: Row(), count: 256)
  /// The rows that end before their second and third set.
  private var end = Row()
  private var gates: [Gate] = []
  /// For each bit, the patterns whose first need it meets, as a bit for each pattern.
  private var unlocked: [UInt64]
  /// The bits that meet the first need of a pattern.
  private var firstBits = Bits.zero
  /// The patterns without any need.
  private var unbound: [UInt64]
  private let allPatterns: [UInt64]
  /// Letters outside ASCII that match letters in it: then no need holds.
  private let foldedBits: Bits

  private static let bitCount = 256

  /// A filter for the texts in which patterns with these requirements match.
  init(_ requirements: [TextRequirements]) {
    self.init(requirements.map { ($0.minimumLength, $0.needs) })
  }

  /// A filter for the places at which matches of patterns with these requirements begin.
  init(headsOf requirements: [TextRequirements]) {
    self.init(requirements.map { (0, $0.heads) })
  }

  private init(_ requirements: [(minimumLength: Int, needs: [TextNeed])]) {
    let words = (requirements.count + 63) / 64
    unlocked = [UInt64](repeating: 0, count: words * Self.bitCount)
    unbound = [UInt64](repeating: 0, count: words)
    var all = unbound
    var numbers: [TextNeed.Window: Int] = [:]
    func sets(_ bytes: [UInt8]) -> [ByteSet] { bytes.map { ByteSet([$0]) } }
    // U+017F and U+212A.
    numbers[TextNeed.Window(sets([0xC5, 0xBF]))] = 0
    numbers[TextNeed.Window(sets([0xE2, 0x84, 0xAA]))] = 1
    foldedBits = Self.bit(0) | Self.bit(1)
    let reserved = 2
    for (pattern, requirement) in requirements.enumerated() {
      all[pattern >> 6] |= 1 << UInt64(pattern & 63)
      var needs = InlineArray<3, Bits>(repeating: .zero)
      for (index, need) in requirement.needs.enumerated() {
        var mask = Bits.zero
        for window in need.windows {
          // Once all bits are given away, rows share them: more is let through, nothing is missed.
          let number =
            numbers[window]
            ?? (numbers.count < Self.bitCount
              ? numbers.count
              : reserved + numbers.count % (Self.bitCount - reserved))
          numbers[window] = number
          mask |= Self.bit(number)
          guard index == 0 else { continue }
          firstBits |= Self.bit(number)
          unlocked[number * words + pattern >> 6] |= 1 << UInt64(pattern & 63)
        }
        needs[index] = mask
      }
      if requirement.needs.isEmpty { unbound[pattern >> 6] |= 1 << UInt64(pattern & 63) }
      gates.append(
        Gate(
          minimumLength: requirement.minimumLength, needs: needs, count: requirement.needs.count))
    }
    allPatterns = all
    for (window, number) in numbers { add(window, Self.bit(number)) }
  }

  private static func bit(_ number: Int) -> Bits {
    var bits = Bits.zero
    bits[number >> 6] = 1 << UInt64(number & 63)
    return bits
  }

  private mutating func add(_ window: TextNeed.Window, _ bit: Bits) {
    for byte in UInt8.min...UInt8.max {
      if window.first.contains(byte) { rows[Int(byte)].first |= bit }
      if window.second.contains(byte) { rows[Int(byte)].second |= bit }
      if window.third.contains(byte) { rows[Int(byte)].third |= bit }
    }
    if window.second == .all { end.second |= bit }
    if window.third == .all { end.third |= bit }
  }

  /// The rows that stand in a text; if it goes on, those too that may stand at its end.
  private func rows(in text: Span<UInt8>, isOpen: Bool) -> Bits {
    let rows = rows.span
    var found = Bits.zero
    var one = Bits.zero
    var two = Bits.zero
    for index in text.indices {
      let row = rows[Int(text[index])]
      found |= two & row.third
      two = one & row.second
      one = row.first
    }
    guard !isOpen else { return found | two | one }
    return found | two & end.third | one & end.second & end.third
  }

  /// Fills `patterns` with a bit for each pattern that may match in a text, or for all of them.
  ///
  /// - Parameter isOpen: Whether the text goes on, and a need may be met only then.
  func find(
    in text: Span<UInt8>, isOpen: Bool = false, all: Bool = false, into patterns: inout [UInt64]
  ) {
    patterns.removeAll(keepingCapacity: true)
    let found = all ? foldedBits : rows(in: text, isOpen: isOpen)
    guard found & foldedBits == .zero else {
      patterns.append(contentsOf: allPatterns)
      return
    }
    patterns.append(contentsOf: unbound)
    let first = found & firstBits
    for half in first.indices {
      var bits = first[half]
      while bits != 0 {
        let number = half * 64 + bits.trailingZeroBitCount
        bits &= bits - 1
        let start = number * unbound.count
        for word in patterns.indices { patterns[word] |= unlocked[start + word] }
      }
    }
    for word in patterns.indices {
      var bits = patterns[word]
      while bits != 0 {
        let bit = bits & (~bits &+ 1)
        bits ^= bit
        let pattern = word * 64 + bit.trailingZeroBitCount
        if !passes(gates[pattern], found, text.count) { patterns[word] ^= bit }
      }
    }
  }

  private func passes(_ gate: borrowing Gate, _ found: Bits, _ count: Int) -> Bool {
    guard count >= gate.minimumLength else { return false }
    for index in 0..<gate.count where gate.needs[index] & found == .zero { return false }
    return true
  }
}
