/// International bank account numbers (ISO 13616): the format of the country and the check digits
/// of ISO 7064 MOD 97-10.
enum IBAN {
  static func check(_ candidate: Span<UInt8>) -> Validation {
    guard candidate.count >= 15, hasOneCase(candidate),
      let format = BankAccountFormat.named(candidate[0] & 0xDF, candidate[1] & 0xDF)
    else { return .invalid }
    var place = 0
    var head = 0
    var remainder = 0
    for index in 0..<candidate.count {
      let byte = candidate[index]
      guard let value = value(byte) else { continue }
      if place < 4 {
        // Country and check digits count last.
        if place >= 2, value > 9 { return .invalid }
        head = head * (value > 9 ? 100 : 10) + value
      } else {
        if !format.allows(byte, at: place - 4) { return .invalid }
        remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
      }
      place += 1
    }
    guard place == format.length else { return .invalid }
    return (remainder * 1_000_000 + head) % 97 == 1 ? .valid : .invalid
  }

  private static func hasOneCase(_ bytes: Span<UInt8>) -> Bool {
    let lower = (0..<bytes.count).contains { bytes[$0].isASCIILower }
    return !lower || !(0..<bytes.count).contains { bytes[$0].isASCIIUpper }
  }

  /// A digit as itself, a letter as 10 to 35; nil for what separates groups.
  private static func value(_ byte: UInt8) -> Int? {
    if byte.isASCIIDigit { return Int(byte - UInt8(ascii: "0")) }
    return byte.isASCIILetter ? Int((byte | 0x20) - UInt8(ascii: "a")) + 10 : nil
  }
}
