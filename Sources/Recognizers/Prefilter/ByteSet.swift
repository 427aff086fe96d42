/// A set of byte values.
struct ByteSet: Hashable {
  private var words: SIMD4<UInt64>

  static let empty = ByteSet(words: SIMD4(repeating: 0))
  static let all = ByteSet(words: SIMD4(repeating: .max))

  private init(words: SIMD4<UInt64>) { self.words = words }

  init(_ bytes: some Sequence<UInt8>) {
    self = .empty
    for byte in bytes { insert(byte) }
  }

  mutating func insert(_ byte: UInt8) { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

  mutating func formUnion(_ other: ByteSet) { words |= other.words }

  /// The byte of a set of one; nil for any other set.
  var single: UInt8? {
    var found: UInt8?
    for word in words.indices where words[word] != 0 {
      guard found == nil, words[word].nonzeroBitCount == 1 else { return nil }
      found = UInt8(word * 64 + words[word].trailingZeroBitCount)
    }
    return found
  }

  func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] & 1 << UInt64(byte & 63) != 0 }

  /// The set with both cases of its letters.
  var ignoringCase: ByteSet {
    var set = self
    for byte in UInt8(ascii: "a")...UInt8(ascii: "z") {
      if contains(byte) || contains(byte ^ 0x20) {
        set.insert(byte)
        set.insert(byte ^ 0x20)
      }
    }
    return set
  }

  /// About how often one of these bytes stands at a place of common text, from 0 to 1.
  var frequency: Double {
    var sum = 0.0
    for word in words.indices {
      var bits = words[word]
      while bits != 0 {
        sum += Self.frequencies[word * 64 + bits.trailingZeroBitCount]
        bits &= bits - 1
      }
    }
    return min(1, sum)
  }

  private static let frequencies = (UInt8.min...UInt8.max).map { frequency(of: $0) }

  private static func frequency(of byte: UInt8) -> Double {
    switch byte {
    case 0x20: 0.15
    case UInt8(ascii: "e"), UInt8(ascii: "t"), UInt8(ascii: "a"), UInt8(ascii: "o"),
      UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "s"), UInt8(ascii: "r"):
      0.06
    case UInt8(ascii: "j"), UInt8(ascii: "q"), UInt8(ascii: "x"), UInt8(ascii: "z"): 0.002
    case 0x61...0x7A: 0.02
    case 0x30...0x39: 0.005
    case 0x21...0x7E: 0.003
    default: 0.001
    }
  }
}
