internal import Crypto

/// Addresses of Bitcoin and its relatives in Base58Check: a version byte, 20 bytes of hash and the
/// first four bytes of a double SHA-256 over them (BIP-13 and the reference client).
enum Base58Address {
  static func check(_ candidate: Span<UInt8>) -> Validation {
    guard let payload = decoded(candidate), isVersion(payload[0]) else { return .invalid }
    let once = SHA256.hash(data: (0..<21).map { payload[$0] })
    let twice = SHA256.hash(data: Array(once))
    return twice.prefix(4).elementsEqual((21..<25).map { payload[$0] }) ? .valid : .invalid
  }

  private static func isVersion(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x00, 0x05, 0x6F, 0xC4: true  // Bitcoin, then its test network
    case 0x30, 0x32: true  // Litecoin
    case 0x1E, 0x16: true  // Dogecoin
    case 0x4C, 0x10: true  // Dash
    case 0x41: true  // Tron
    default: false
    }
  }

  private static func decoded(_ text: Span<UInt8>) -> InlineArray<25, UInt8>? {
    var bytes = InlineArray<25, UInt8>(repeating: 0)
    for index in 0..<text.count {
      guard var carry = value(text[index]) else { return nil }
      for place in (0..<25).reversed() {
        carry += Int(bytes[place]) * 58
        bytes[place] = UInt8(truncatingIfNeeded: carry)
        carry >>= 8
      }
      if carry > 0 { return nil }
    }
    // Each leading zero byte is written as one `1`; any other count is another address.
    var zeroBytes = 0
    while zeroBytes < 25, bytes[zeroBytes] == 0 { zeroBytes += 1 }
    var ones = 0
    while ones < text.count, text[ones] == UInt8(ascii: "1") { ones += 1 }
    return zeroBytes == ones ? bytes : nil
  }

  /// The value of a digit of `1…9 A…H J…N P…Z a…k m…z`.
  private static func value(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "1")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "1"))
    case UInt8(ascii: "A")...UInt8(ascii: "H"): Int(byte - UInt8(ascii: "A")) + 9
    case UInt8(ascii: "J")...UInt8(ascii: "N"): Int(byte - UInt8(ascii: "J")) + 17
    case UInt8(ascii: "P")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "P")) + 22
    case UInt8(ascii: "a")...UInt8(ascii: "k"): Int(byte - UInt8(ascii: "a")) + 33
    case UInt8(ascii: "m")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "m")) + 44
    default: nil
    }
  }
}
