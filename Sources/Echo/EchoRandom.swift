/// SplitMix64: the same choices for the same seed, everywhere.
struct EchoRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Choices of their own for each seed and stream. The factors are not the step of `next`, or
  /// one stream's choices would be the next one's, shifted.
  init(seed: UInt64, stream: UInt64 = 0) {
    state = seed &* 0xD134_2543_DE82_EF95 &+ stream &* 0xA076_1D64_78BD_642F &+ 1
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// A number from 0 up to `bound`, without it; 0 for a bound of 0.
  mutating func below(_ bound: Int) -> Int {
    bound < 2 ? 0 : Int.random(in: 0..<bound, using: &self)
  }

  /// An id as the API writes them: a prefix and hexadecimal digits.
  mutating func id(_ prefix: String, digits: Int = 48) -> String {
    var id = "\(prefix)_"
    for _ in 0..<digits { id.append(String(below(16), radix: 16)) }
    return id
  }

  /// Places to cut a text of that many code points, 1 to 12 apart.
  mutating func cuts(codePoints: Int) -> [Int] {
    var cuts: [Int] = []
    var at = 1 + below(12)
    while at < codePoints {
      cuts.append(at)
      at += 1 + below(12)
    }
    return cuts
  }
}
