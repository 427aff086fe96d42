/// What kinds of characters a literal is made of; letters of other scripts count as lower case.
struct LiteralShape {
  private(set) var lower = 0
  private(set) var upper = 0
  private(set) var digits = 0
  /// Runs of digits, so that `abc123` has one and `a1b2` has two.
  private(set) var digitRuns = 0
  /// Changes from a lower-case letter to an upper-case one.
  private(set) var humps = 0
  private(set) var hyphens = 0
  /// `_`, `.`, `:` and `/`, which join the words of names, paths and keys.
  private(set) var joints = 0
  /// Characters that no name, path or plain number has.
  private(set) var symbols = 0
  /// Of these, the ones that are no operators between operands either.
  private(set) var strongSymbols = 0
  private var seen = (low: UInt64(0), high: UInt64(0))

  /// How many letters the literal has.
  var letters: Int { lower + upper }
  /// How many different bytes the literal has.
  var distinct: Int { seen.low.nonzeroBitCount + seen.high.nonzeroBitCount }

  init(_ bytes: Span<UInt8>) {
    var previous: UInt8 = 0
    for index in 0..<bytes.count {
      count(bytes[index], after: previous)
      previous = bytes[index]
    }
  }

  private mutating func count(_ byte: UInt8, after previous: UInt8) {
    let bit = UInt64(1) << UInt64(byte & 63)
    if byte & 64 == 0 { seen.low |= bit } else { seen.high |= bit }
    if byte.isASCIIUpper {
      upper += 1
      if previous.isASCIILower { humps += 1 }
    } else if byte.isASCIILower || byte >= 0x80 {
      lower += 1
    } else if byte.isASCIIDigit {
      digits += 1
      if !previous.isASCIIDigit { digitRuns += 1 }
    } else if byte == UInt8(ascii: "-") {
      hyphens += 1
    } else if Self.isJoint(byte) {
      joints += 1
    } else {
      symbols += 1
      if Self.isStrong(byte) { strongSymbols += 1 }
    }
  }

  private static func isJoint(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
      || byte == UInt8(ascii: "/")
  }

  private static func isStrong(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "!"), UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "$"),
      UInt8(ascii: "%"), UInt8(ascii: "^"), UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
