/// IPv6 addresses in the text forms of RFC 4291 section 2.2.
///
/// Source code is full of short runs of hexadecimal digits around `::`, so a compressed address
/// needs a group of three digits or more, and letters alone are never one (`std::`, `face::add`).
enum IPv6Address {
  static func check(_ candidate: Span<UInt8>) -> Validation {
    isAddress(candidate) ? .plausible : .invalid
  }

  private static func isAddress(_ bytes: Span<UInt8>) -> Bool {
    var groups = 0
    var digits = 0
    var longest = 0
    var pairs = 0
    var decimals = 0
    var gap = false
    var index = 0
    var groupStart = 0
    while index <= bytes.count {
      let byte = index < bytes.count ? bytes[index] : UInt8(ascii: ":")
      if byte == UInt8(ascii: ".") {
        guard digits > 0,
          IPv4Address.isAddress(bytes.extracting(groupStart..<bytes.count))
        else { return false }
        groups += 2
        return gap ? groups < 8 : groups == 8
      }
      if byte.hexValue != nil {
        digits += 1
        if byte.isASCIIDigit { decimals += 1 }
        if digits > 4 { return false }
        index += 1
        continue
      }
      guard byte == UInt8(ascii: ":") else { return false }
      if digits > 0 {
        groups += 1
        longest = max(longest, digits)
        if digits == 2 { pairs += 1 }
      } else if index < bytes.count, index > 0 {
        if gap || bytes[index - 1] != UInt8(ascii: ":") { return false }
        gap = true
      } else if index == 0 {
        guard bytes.count > 2, bytes[1] == UInt8(ascii: ":") else { return false }
      } else if index == bytes.count {
        guard gap, bytes[index - 2] == UInt8(ascii: ":") else { return false }
      }
      digits = 0
      index += 1
      groupStart = index
    }
    if !gap { return groups == 8 && pairs < 8 }
    guard groups < 8, decimals > 0 else { return false }
    return longest > 2 || isLoopback(bytes)
  }

  private static func isLoopback(_ bytes: Span<UInt8>) -> Bool {
    bytes.count == 3 && bytes[2] == UInt8(ascii: "1")
  }
}
