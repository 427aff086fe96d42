/// Native SegWit addresses: Bech32 for version 0 (BIP-173), Bech32m for the later ones (BIP-350).
enum SegwitAddress {
  static func check(_ candidate: Span<UInt8>) -> Validation {
    guard let separator = lastOne(candidate), separator > 0,
      candidate.count - separator > 7, candidate.count <= 90, hasOneCase(candidate)
    else { return .invalid }
    var checksum: UInt32 = 1
    for index in 0..<separator { step(&checksum, UInt32(candidate[index].asciiLowercased >> 5)) }
    step(&checksum, 0)
    for index in 0..<separator {
      step(&checksum, UInt32(candidate[index].asciiLowercased & 31))
    }
    for index in (separator + 1)..<candidate.count {
      guard let value = value(candidate[index].asciiLowercased) else { return .invalid }
      step(&checksum, value)
    }
    guard let version = value(candidate[separator + 1].asciiLowercased), version <= 16 else {
      return .invalid
    }
    return checksum == (version == 0 ? 1 : 0x2bc8_30a3) ? .valid : .invalid
  }

  private static func lastOne(_ bytes: Span<UInt8>) -> Int? {
    (0..<bytes.count).last { bytes[$0] == UInt8(ascii: "1") }
  }

  private static func hasOneCase(_ bytes: Span<UInt8>) -> Bool {
    let lower = (0..<bytes.count).contains { bytes[$0].isASCIILower }
    let upper = (0..<bytes.count).contains { bytes[$0].isASCIIUpper }
    return lower != upper
  }

  private static func step(_ checksum: inout UInt32, _ value: UInt32) {
    let top = checksum >> 25
    checksum = (checksum & 0x1ff_ffff) << 5 ^ value
    for bit in 0..<5 where top >> UInt32(bit) & 1 == 1 { checksum ^= generator[bit] }
  }

  private static let generator: InlineArray<5, UInt32> = [
    0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3,
  ]

  private static func value(_ byte: UInt8) -> UInt32? {
    var number: UInt32 = 0
    for digit in "qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8 {
      if digit == byte { return number }
      number += 1
    }
    return nil
  }
}
