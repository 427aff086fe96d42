internal import CPCRE2

/// The bytes that occur in a text: what decides which patterns are tried on it.
struct TextProfile {
  private(set) var low: UInt64 = 0
  private(set) var digitsAndUpper: UInt64 = 0
  private(set) var high: UInt64 = 0
  private(set) var highest: UInt64 = 0
  let count: Int

  init(_ text: Span<UInt8>) {
    count = text.count
    // One store a byte: to set the bits at once would make each byte wait for the one before.
    var seen = InlineArray<256, Bool>(repeating: false)
    for index in text.indices { seen[Int(text[index])] = true }
    for byte in 0..<64 {
      let bit = UInt64(1) << UInt64(byte)
      if seen[byte] { low |= bit }
      if seen[byte + 64] { digitsAndUpper |= bit }
      if seen[byte + 128] { high |= bit }
      if seen[byte + 192] { highest |= bit }
    }
  }
}

/// What PCRE2 knows of every match of a pattern: its least length, a byte that it must hold, and
/// the bytes that it may start with.
struct TextRequirements {
  private var minimumLength = 0
  private var first = ByteSet.all
  private var required = ByteSet.all

  init(_ code: OpaquePointer) {
    var length: UInt32 = 0
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_MINLENGTH), &length)
    // In UTF mode the length is in characters, and a character is at least a byte.
    minimumLength = Int(length)
    var kind: UInt32 = 0
    var unit: UInt32 = 0
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_LASTCODETYPE), &kind)
    if kind == 1 {
      unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_LASTCODEUNIT), &unit)
      required = ByteSet(unit: UInt8(truncatingIfNeeded: unit))
    }
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_FIRSTCODETYPE), &kind)
    if kind == 1 {
      unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_FIRSTCODEUNIT), &unit)
      first = ByteSet(unit: UInt8(truncatingIfNeeded: unit))
    } else {
      var map: UnsafePointer<UInt8>? = nil
      unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_FIRSTBITMAP), &map)
      // The map belongs to the compiled code and has 32 bytes.
      if let map = unsafe map {
        first = unsafe ByteSet(map: UnsafeBufferPointer(start: map, count: 32))
      }
    }
  }

  /// Whether a match may start in a text of that profile that goes on.
  @inline(__always)
  func allowStart(_ profile: TextProfile) -> Bool { first.intersects(profile) }

  /// Whether a match in a text of that profile is possible.
  @inline(__always)
  func allow(_ profile: TextProfile) -> Bool {
    profile.count >= minimumLength && required.intersects(profile) && first.intersects(profile)
  }
}

/// A set of byte values.
private struct ByteSet {
  private var words: (UInt64, UInt64, UInt64, UInt64)

  static let all = ByteSet(words: (.max, .max, .max, .max))

  private init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// A code unit in either case. PCRE2 does not tell whether it ignores case there; letters
  /// outside ASCII may then stand for it (the Kelvin sign for k), so those bytes count too.
  init(unit: UInt8) {
    self.init(words: (0, 0, 0, 0))
    insert(unit)
    if unit.isASCIILetter {
      insert(unit ^ 0x20)
      words.2 = .max
      words.3 = .max
    }
  }

  init(map: UnsafeBufferPointer<UInt8>) {
    self.init(words: (0, 0, 0, 0))
    for byte in 0..<256 where unsafe map[byte >> 3] & (1 << (byte & 7)) != 0 {
      insert(UInt8(byte))
    }
  }

  private mutating func insert(_ byte: UInt8) {
    let bit = UInt64(1) << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: words.0 |= bit
    case 1: words.1 |= bit
    case 2: words.2 |= bit
    default: words.3 |= bit
    }
  }

  @inline(__always)
  func intersects(_ profile: TextProfile) -> Bool {
    words.0 & profile.low | words.1 & profile.digitsAndUpper | words.2 & profile.high
      | words.3 & profile.highest != 0
  }
}
