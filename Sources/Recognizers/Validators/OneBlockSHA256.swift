/// SHA-256 (FIPS 180-4) of messages that fit one block, for the checksums of addresses.
///
/// An address costs two hashes of at most 33 bytes. Written here so that a validator allocates
/// nothing; it guards against typing errors only, and nothing secret passes through it.
struct OneBlockSHA256 {
  /// The longest message that fits one block beside its padding.
  static let longestMessage = 55

  private(set) var digest = InlineArray<32, UInt8>(repeating: 0)

  init(_ message: Span<UInt8>) {
    precondition(message.count <= Self.longestMessage)
    var schedule = InlineArray<64, UInt32>(repeating: 0)
    for index in 0..<message.count { Self.put(message[index], at: index, in: &schedule) }
    Self.put(0x80, at: message.count, in: &schedule)
    schedule[15] = UInt32(message.count * 8)
    for step in 16..<64 {
      let early = schedule[step - 15]
      let late = schedule[step - 2]
      let small = Self.rotated(early, 7) ^ Self.rotated(early, 18) ^ (early >> 3)
      let large = Self.rotated(late, 17) ^ Self.rotated(late, 19) ^ (late >> 10)
      schedule[step] = schedule[step - 16] &+ small &+ schedule[step - 7] &+ large
    }
    let state = Self.compressed(schedule)
    for index in 0..<32 {
      digest[index] = UInt8(truncatingIfNeeded: state[index / 4] >> UInt32(24 - index % 4 * 8))
    }
  }

  private static func put(_ byte: UInt8, at index: Int, in schedule: inout InlineArray<64, UInt32>)
  {
    schedule[index / 4] |= UInt32(byte) << UInt32(24 - index % 4 * 8)
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    (word >> count) | (word << (32 - count))
  }

  private static func compressed(_ schedule: InlineArray<64, UInt32>) -> InlineArray<8, UInt32> {
    var work = initial
    for step in 0..<64 {
      let e = work[4]
      let choice = (e & work[5]) ^ (~e & work[6])
      let sigma1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
      let first = work[7] &+ sigma1 &+ choice &+ constants[step] &+ schedule[step]
      let a = work[0]
      let majority = (a & work[1]) ^ (a & work[2]) ^ (work[1] & work[2])
      let sigma0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
      for index in (1..<8).reversed() { work[index] = work[index - 1] }
      work[4] = work[4] &+ first
      work[0] = first &+ sigma0 &+ majority
    }
    for index in 0..<8 { work[index] = work[index] &+ initial[index] }
    return work
  }

  private static let initial: InlineArray<8, UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]

  private static let constants: InlineArray<64, UInt32> = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}
