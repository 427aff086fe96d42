/// Payment card numbers: issuer ranges and lengths of ISO/IEC 7812 issuers, and the Luhn digit of
/// its annex B.
enum PaymentCard {
  static func check(_ candidate: Span<UInt8>) -> Validation {
    var digits = 0
    var prefix = 0
    for index in 0..<candidate.count where candidate[index].isASCIIDigit {
      if digits < 6 { prefix = prefix * 10 + Int(candidate[index] - UInt8(ascii: "0")) }
      digits += 1
    }
    guard (13...19).contains(digits), isIssued(prefix: prefix, length: digits),
      hasLuhnDigit(candidate), !repeatsOneDigit(candidate)
    else { return .invalid }
    // Thirteen digits are also an EAN, a time in milliseconds, an order, and columns of numbers
    // have two spaces between them: the context decides.
    return digits == 13 || hasTwoSpaces(candidate) ? .plausible : .valid
  }

  /// Whether an issuer hands out numbers of that length under these first six digits.
  private static func isIssued(prefix: Int, length: Int) -> Bool {
    switch prefix {
    case 400000...499999: [13, 16, 19].contains(length)  // Visa
    case 510000...559999, 222100...272099: length == 16  // Mastercard
    case 340000...349999, 370000...379999: length == 15  // American Express
    case 300000...305999, 309500...309599, 360000...369999, 380000...399999:
      length == 14 || length == 16  // Diners Club
    case 352800...358999: length == 16 || length == 19  // JCB
    case 213100...213199, 180000...180099: length == 15  // JCB
    case 601100...601199, 644000...659999: length == 16 || length == 19  // Discover
    case 620000...629999: (16...19).contains(length)  // UnionPay
    case 501800...501899, 502000...502099, 503800...503899, 589300...589399, 630400...630499,
      675900...675999, 676100...676399:
      (14...19).contains(length)  // Maestro
    case 220000...220499: length == 16  // Mir
    case 979200...979299: length == 16  // Troy
    case 506099...506198, 650002...650027: [16, 18, 19].contains(length)  // Verve
    case 508500...508999, 606985...607984, 608001...608500: length == 16  // RuPay
    default: false
    }
  }

  private static func hasTwoSpaces(_ bytes: Span<UInt8>) -> Bool {
    for index in 1..<bytes.count
    where bytes[index] == UInt8(ascii: " ") && bytes[index - 1] == UInt8(ascii: " ") {
      return true
    }
    return false
  }

  private static func hasLuhnDigit(_ bytes: Span<UInt8>) -> Bool {
    var sum = 0
    var doubled = false
    for index in (0..<bytes.count).reversed() where bytes[index].isASCIIDigit {
      let digit = Int(bytes[index] - UInt8(ascii: "0")) * (doubled ? 2 : 1)
      sum += digit > 9 ? digit - 9 : digit
      doubled.toggle()
    }
    return sum % 10 == 0
  }

  private static func repeatsOneDigit(_ bytes: Span<UInt8>) -> Bool {
    let first = bytes[0]
    for index in 0..<bytes.count where bytes[index].isASCIIDigit && bytes[index] != first {
      return false
    }
    return true
  }
}
