/// Phone numbers: with `+` or `00` a calling code and a length of ITU-T E.164, otherwise only what
/// no numbering plan assigns is sorted out. Nothing in a phone number is a checksum.
enum PhoneNumber {
  static func check(_ candidate: Span<UInt8>) -> Validation {
    if candidate.isEmpty { return .invalid }
    let number = candidate.extracting(0..<extensionStart(candidate))
    let zero = UInt8(ascii: "0")
    if candidate[0] == UInt8(ascii: "+") { return international(number, from: 1) }
    if number.count > 1, number[0] == UInt8(ascii: "("), number[1] == UInt8(ascii: "+") {
      return international(number, from: 2)
    }
    if number.count > 2, number[0] == zero, number[1] == zero {
      return international(number, from: 2)
    }
    return national(number)
  }

  /// Where `ext. 45`, `x45`, `#45` or a word for it in another language begins.
  private static func extensionStart(_ bytes: Span<UInt8>) -> Int {
    for index in 0..<bytes.count {
      let byte = bytes[index]
      if byte.isASCIILetter || byte >= 0x80 || byte == UInt8(ascii: "#")
        || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
      {
        return index
      }
    }
    return bytes.count
  }

  private static func international(_ bytes: Span<UInt8>, from start: Int) -> Validation {
    var code = 0
    var codeDigits = 0
    var entry: CallingCode?
    var index = start
    while entry == nil, index < bytes.count, codeDigits < 3 {
      if bytes[index].isASCIIDigit {
        code = code * 10 + Int(bytes[index] - UInt8(ascii: "0"))
        codeDigits += 1
        entry = CallingCode.named(code)
      }
      index += 1
    }
    guard let entry else { return .invalid }
    let rest = bytes.extracting(afterTrunkZero(bytes, from: index)..<bytes.count)
    guard entry.lengths.contains(digitCount(rest)), !isMonotonous(rest) else { return .invalid }
    return code != 1 || isNorthAmerican(rest) ? .plausible : .invalid
  }

  /// Where the number goes on behind a trunk prefix in brackets, as in `+44 (0)20 …`
  /// and `(+44) (0)20 …`.
  private static func afterTrunkZero(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < bytes.count,
      bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: ")")
    { index += 1 }
    guard index + 2 < bytes.count, bytes[index] == UInt8(ascii: "("),
      bytes[index + 1] == UInt8(ascii: "0"), bytes[index + 2] == UInt8(ascii: ")")
    else { return start }
    return index + 3
  }

  private static func national(_ bytes: Span<UInt8>) -> Validation {
    guard (8...13).contains(digitCount(bytes)), !isMonotonous(bytes), !isCounting(bytes),
      !isDate(bytes)
    else { return .invalid }
    return .plausible
  }

  private static func digitCount(_ bytes: Span<UInt8>) -> Int {
    var count = 0
    for index in 0..<bytes.count where bytes[index].isASCIIDigit { count += 1 }
    return count
  }

  /// Whether the digits are one or two different ones only, as in `0000 000 001`.
  private static func isMonotonous(_ bytes: Span<UInt8>) -> Bool {
    var seen: UInt16 = 0
    for index in 0..<bytes.count where bytes[index].isASCIIDigit {
      seen |= 1 << UInt16(bytes[index] - UInt8(ascii: "0"))
    }
    return seen.nonzeroBitCount < 3
  }

  /// Whether each digit is the one before plus one, as in `0123456789`.
  private static func isCounting(_ bytes: Span<UInt8>) -> Bool {
    var previous: UInt8?
    for index in 0..<bytes.count where bytes[index].isASCIIDigit {
      let digit = bytes[index] - UInt8(ascii: "0")
      if let previous, digit != (previous + 1) % 10 { return false }
      previous = digit
    }
    return true
  }

  /// Whether the digits are a day, `2024-01-15` or `15.01.2024`, with or without a time, or years.
  private static func isDate(_ bytes: Span<UInt8>) -> Bool {
    var group = 0
    var number = 0
    var digits = 0
    var first: (number: Int, digits: Int) = (0, 0)
    var second = 0
    for index in 0...bytes.count {
      if index < bytes.count, bytes[index].isASCIIDigit {
        number = number &* 10 &+ Int(bytes[index] - UInt8(ascii: "0"))
        digits += 1
        continue
      }
      if digits == 0 { continue }
      let isYear = digits == 4 && (1900...2099).contains(number)
      if group == 1, isYear, isYearGroup(first) { return true }
      if group == 0 { first = (number, digits) }
      if group == 1 { second = digits }
      if group == 2 {
        return second < 3 && (isYearGroup(first) && digits < 3 || isYear && first.digits < 3)
      }
      group += 1
      number = 0
      digits = 0
    }
    return false
  }

  private static func isYearGroup(_ group: (number: Int, digits: Int)) -> Bool {
    group.digits == 4 && (1900...2099).contains(group.number)
  }

  /// Area code and exchange of the North American plan start with 2 to 9.
  private static func isNorthAmerican(_ bytes: Span<UInt8>) -> Bool {
    var place = 0
    for index in 0..<bytes.count where bytes[index].isASCIIDigit {
      if place == 0 || place == 3, bytes[index] < UInt8(ascii: "2") { return false }
      place += 1
    }
    return true
  }
}
