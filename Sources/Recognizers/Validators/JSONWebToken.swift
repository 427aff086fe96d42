/// JSON Web Tokens (RFC 7519): the first part is a JOSE header, a JSON object that names its
/// algorithm (RFC 7515 section 4.1.1), in base64url.
enum JSONWebToken {
  static func check(_ candidate: Span<UInt8>) -> Validation {
    var window: UInt64 = 0
    var bits: UInt32 = 0
    var held: UInt32 = 0
    var decoded = 0
    var named = false
    for index in 0..<candidate.count {
      if candidate[index] == UInt8(ascii: ".") { break }
      guard let value = value(candidate[index]) else { return .invalid }
      bits = bits << 6 | value
      held += 6
      if held < 8 { continue }
      held -= 8
      let byte = UInt8(truncatingIfNeeded: bits >> held)
      if decoded == 0, byte != UInt8(ascii: "{") { return .invalid }
      if byte < 0x20 && !isSpace(byte) || byte == 0x7F { return .invalid }
      decoded += 1
      window = window << 8 | UInt64(byte)
      if window & 0xFF_FFFF_FFFF == quotedAlg || window & 0xFF_FFFF_FFFF == quotedEnc {
        named = true
      }
    }
    return named ? .valid : .invalid
  }

  /// `"alg"` and `"enc"` as the last five bytes of the window.
  private static let quotedAlg: UInt64 = 0x22_616C_6722
  private static let quotedEnc: UInt64 = 0x22_656E_6322

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 9 || byte == 10 || byte == 13 }

  private static func value(_ byte: UInt8) -> UInt32? {
    if byte.isASCIIUpper { return UInt32(byte - UInt8(ascii: "A")) }
    if byte.isASCIILower { return UInt32(byte - UInt8(ascii: "a")) + 26 }
    if byte.isASCIIDigit { return UInt32(byte - UInt8(ascii: "0")) + 52 }
    if byte == UInt8(ascii: "-") { return 62 }
    return byte == UInt8(ascii: "_") ? 63 : nil
  }
}
