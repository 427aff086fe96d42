/// Ethereum addresses: `0x` and 20 bytes in hexadecimal, whose letters carry the checksum of
/// EIP-55. Without mixed case there is no checksum, and the context has to decide.
enum EthereumAddress {
  static func check(_ candidate: Span<UInt8>) -> Validation {
    guard candidate.count == 42 else { return .invalid }
    var lower = InlineArray<40, UInt8>(repeating: 0)
    var hasLower = false
    var hasUpper = false
    var distinct: UInt16 = 0
    for index in 0..<40 {
      let byte = candidate[index + 2]
      guard let value = byte.hexValue else { return .invalid }
      distinct |= 1 << UInt16(value)
      lower[index] = byte.asciiLowercased
      if byte.isASCIILower { hasLower = true }
      if byte.isASCIIUpper { hasUpper = true }
    }
    // The zero address and patterns such as 0x1111…1111 are nobody's.
    if distinct.nonzeroBitCount < 4 { return .invalid }
    if !(hasLower && hasUpper) { return .plausible }
    let digest = OneBlockKeccak256(lower.span).digest
    for index in 0..<40 where candidate[index + 2].isASCIILetter {
      let nibble = index % 2 == 0 ? digest[index / 2] >> 4 : digest[index / 2] & 15
      if candidate[index + 2].isASCIIUpper != (nibble >= 8) { return .invalid }
    }
    return .valid
  }
}
