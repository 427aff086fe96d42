internal import CPCRE2

/// What is known of every text in which a pattern matches: its least length, and what it holds.
struct TextRequirements {
  /// In bytes.
  private(set) var minimumLength = 0
  /// What the expression says of itself, the rarest first. It does not hold for texts with letters
  /// outside ASCII that match ASCII ones: see `ExpressionReader`.
  private(set) var needs: [TextNeed] = []
  /// What a match begins with: none or one. It holds for the same texts.
  private(set) var heads: [TextNeed] = []

  /// What PCRE2 knows of the compiled expression, and what the expression says.
  init(_ code: OpaquePointer, expression: String) {
    var length: UInt32 = 0
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_MINLENGTH), &length)
    // In UTF mode the length is in characters, and a character is at least a byte.
    minimumLength = Int(length)
    var kind: UInt32 = 0
    var unit: UInt32 = 0
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_LASTCODETYPE), &kind)
    if kind == 1 {
      unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_LASTCODEUNIT), &unit)
      add(Self.set(of: UInt8(truncatingIfNeeded: unit)))
    }
    var first: ByteSet?
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_FIRSTCODETYPE), &kind)
    if kind == 1 {
      unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_FIRSTCODEUNIT), &unit)
      first = Self.set(of: UInt8(truncatingIfNeeded: unit))
    } else {
      var map: UnsafePointer<UInt8>? = nil
      unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_FIRSTBITMAP), &map)
      // The map belongs to the compiled code and has 32 bytes.
      if let map = unsafe map {
        var bytes = ByteSet.empty
        for byte in 0..<256 where unsafe map[byte >> 3] & (1 << (byte & 7)) != 0 {
          bytes.insert(UInt8(byte))
        }
        first = bytes
      }
    }
    if let first { add(first) }
    // Before more is added: what stands first, as PCRE2 tells it.
    let known = ExpressionReader.needs(of: expression)
    heads = (known.head ?? first.flatMap { TextNeed(byte: $0) }).map { [$0] } ?? []
    needs.append(contentsOf: known.needs)
    needs.sort { $0.frequency < $1.frequency }
    keepTelling()
  }

  /// Most needs that are looked at.
  static let mostNeeds = 3
  /// A need that is met more often, at each place of common text, tells nothing.
  private static let mostFrequency = 0.3
  /// One that is met less often needs no other beside it.
  private static let rareFrequency = 0.00001
  /// How many strings a need beside the rarest may have.
  private static let mostWindows = 4

  /// Keeps the needs that tell most.
  private mutating func keepTelling() {
    var kept: [TextNeed] = []
    for need in needs where need.frequency < Self.mostFrequency {
      if let first = kept.first {
        guard first.frequency > Self.rareFrequency, kept.count < Self.mostNeeds,
          need.windows.count <= Self.mostWindows
        else { continue }
      }
      kept.append(need)
    }
    needs = kept
  }

  private mutating func add(_ set: ByteSet) {
    if let need = TextNeed(byte: set) { needs.append(need) }
  }

  /// A code unit in either case. PCRE2 does not tell whether it ignores case there; letters
  /// outside ASCII may then stand for it (the Kelvin sign for k), so those bytes count too.
  private static func set(of unit: UInt8) -> ByteSet {
    var set = ByteSet([unit])
    if unit.isASCIILetter {
      set.insert(unit ^ 0x20)
      for byte in UInt8(0x80)...UInt8.max { set.insert(byte) }
    }
    return set
  }
}
