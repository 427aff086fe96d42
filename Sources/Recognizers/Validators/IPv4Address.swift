/// IPv4 addresses in dotted decimal form (RFC 791, RFC 1123).
enum IPv4Address {
  static func check(_ candidate: Span<UInt8>) -> Validation {
    isAddress(candidate) ? .plausible : .invalid
  }

  /// Whether the bytes are four octets, of which the first is zero only in `0.0.0.0`.
  static func isAddress(_ bytes: Span<UInt8>) -> Bool {
    var octets = 0
    var value = 0
    var digits = 0
    var first = 0
    var sum = 0
    for index in 0...bytes.count {
      if index < bytes.count, bytes[index].isASCIIDigit {
        value = value * 10 + Int(bytes[index] - UInt8(ascii: "0"))
        digits += 1
        if digits > 3 { return false }
      } else {
        if index < bytes.count, bytes[index] != UInt8(ascii: ".") { return false }
        guard digits > 0, value <= 255 else { return false }
        if octets == 0 { first = value }
        octets += 1
        sum += value
        value = 0
        digits = 0
      }
    }
    return octets == 4 && (first != 0 || sum == 0)
  }
}
