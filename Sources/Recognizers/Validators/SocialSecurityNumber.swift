/// United States social security numbers: the rules of the Social Security Administration for
/// area, group and serial number, which no randomised number breaks either.
enum SocialSecurityNumber {
  static func check(_ candidate: Span<UInt8>) -> Validation {
    var number = 0
    var digits = 0
    for index in 0..<candidate.count where candidate[index].isASCIIDigit {
      number = number * 10 + Int(candidate[index] - UInt8(ascii: "0"))
      digits += 1
      if digits > 9 { return .invalid }
    }
    guard digits == 9 else { return .invalid }
    let area = number / 1_000_000
    let group = number / 10_000 % 100
    let serial = number % 10_000
    guard area != 0, area != 666, area < 900, group != 0, serial != 0 else { return .invalid }
    return published(number) || number % 111_111_111 == 0 ? .invalid : .plausible
  }

  /// Numbers that advertisements made worthless, and the one of every keyboard.
  private static func published(_ number: Int) -> Bool {
    number == 078_05_1120 || number == 219_09_9999 || number == 123_45_6789
  }
}
