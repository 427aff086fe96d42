internal import Recognizers

/// Which integers of JSON are looked at: cards, phones and social security numbers that software
/// writes as numbers.
enum NumberRule {
  /// Digits that are looked at, and how many of them only a card has.
  static let digits = 9...19
  private static let cardDigits = 14...19
  /// Words of keys that say nothing of a number.
  private static let emptyWords: Set<String> = ["number", "id", "call"]
  /// Keywords of JSON Schema whose values are numbers.
  private static let schemaKeywords: Set<String> = [
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
    "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains",
    "maxContains",
  ]

  /// The context words that a key gives a number; nil if the number is not looked at.
  static func context(of number: Span<UInt8>, key: Span<UInt8>) -> [UInt8]? {
    guard digits.contains(number.count), number.isDigits,
      !schemaKeywords.contains(String(decoding: key.array, as: UTF8.self))
    else { return nil }
    // Only words that say what the number is may make a finding of it.
    let words = KeyWords.of(key).filter { !emptyWords.contains($0) }
    return Array(words.joined(separator: " ").utf8)
  }

  /// Whether a finding in a number is one: 14 digits and more are a card or nothing, fewer need a
  /// context word.
  static func accepts(
    _ finding: Finding, in number: Span<UInt8>, context: [UInt8], _ set: RecognizerSet
  ) -> Bool {
    guard finding.range == 0..<number.count else { return false }
    let isCard =
      set.recognizers[finding.recognizer].entity == "CREDIT_CARD" && finding.isValidated
    return cardDigits.contains(number.count) ? isCard : !context.isEmpty
  }
}

extension Span<UInt8> {
  /// Whether all bytes are ASCII digits, not all of them zeros.
  var isDigits: Bool {
    var hasOther = false
    for index in indices {
      guard 0x30...0x39 ~= self[index] else { return false }
      if self[index] != 0x30 { hasOther = true }
    }
    return hasOther
  }
}
