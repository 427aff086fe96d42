/// Keccak-256 with the padding of the original submission, as Ethereum uses it, of messages that
/// fit one block of 136 bytes beside their padding.
struct OneBlockKeccak256 {
  /// The longest message that fits one block.
  static let longestMessage = 135

  private(set) var digest = InlineArray<32, UInt8>(repeating: 0)

  init(_ message: Span<UInt8>) {
    precondition(message.count <= Self.longestMessage)
    var lanes = InlineArray<25, UInt64>(repeating: 0)
    for index in 0..<message.count {
      lanes[index / 8] ^= UInt64(message[index]) << UInt64(index % 8 * 8)
    }
    lanes[message.count / 8] ^= 1 << UInt64(message.count % 8 * 8)
    lanes[16] ^= 1 << 63
    for constant in 0..<24 { Self.round(&lanes, Self.roundConstants[constant]) }
    for index in 0..<32 {
      digest[index] = UInt8(truncatingIfNeeded: lanes[index / 8] >> UInt64(index % 8 * 8))
    }
  }

  /// One round: theta, rho with pi, chi, iota. Lane (x, y) is element `x + 5 * y`.
  private static func round(_ lanes: inout InlineArray<25, UInt64>, _ constant: UInt64) {
    var parity = InlineArray<5, UInt64>(repeating: 0)
    for index in 0..<25 { parity[index % 5] ^= lanes[index] }
    for index in 0..<25 {
      let x = index % 5
      lanes[index] ^= parity[(x + 4) % 5] ^ rotated(parity[(x + 1) % 5], 1)
    }
    var moved = InlineArray<25, UInt64>(repeating: 0)
    for index in 0..<25 {
      let x = index % 5
      let y = index / 5
      moved[y + 5 * ((2 * x + 3 * y) % 5)] = rotated(lanes[index], offsets[index])
    }
    for index in 0..<25 {
      let row = index / 5 * 5
      let next = moved[row + (index + 1) % 5]
      let second = moved[row + (index + 2) % 5]
      lanes[index] = moved[index] ^ (~next & second)
    }
    lanes[0] ^= constant
  }

  private static func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 {
    count == 0 ? word : (word << count) | (word >> (64 - count))
  }

  private static let offsets: InlineArray<25, UInt64> = [
    0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14,
  ]

  private static let roundConstants: InlineArray<24, UInt64> = [
    0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808a, 0x8000_0000_8000_8000,
    0x0000_0000_0000_808b, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
    0x0000_0000_0000_008a, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000a,
    0x0000_0000_8000_808b, 0x8000_0000_0000_008b, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
    0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800a, 0x8000_0000_8000_000a,
    0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
  ]
}
