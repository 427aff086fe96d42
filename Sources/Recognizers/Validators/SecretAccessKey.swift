/// AWS secret access keys: 40 characters of base64 that look random.
///
/// A key has upper and lower case letters and digits; a SHA-1 in hexadecimal, a path or an
/// identifier of that length lacks one of them or changes between them far less often.
enum SecretAccessKey {
  static func check(_ candidate: Span<UInt8>) -> Validation {
    guard candidate.count == 40 else { return .invalid }
    var lower = 0
    var upper = 0
    var digits = 0
    var changes = 0
    var last = 0
    for index in 0..<40 {
      let byte = candidate[index]
      var kind = 3
      if byte.isASCIILower {
        lower += 1
        kind = 0
      } else if byte.isASCIIUpper {
        upper += 1
        kind = 1
      } else if byte.isASCIIDigit {
        digits += 1
        kind = 2
      }
      if index > 0, kind != last { changes += 1 }
      last = kind
    }
    return lower > 3 && upper > 3 && digits > 0 && changes >= 12 ? .plausible : .invalid
  }
}
