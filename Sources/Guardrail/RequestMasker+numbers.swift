internal import Dialects
internal import FrameJSON
internal import Recognizers
internal import Tokens

/// Integers that clients write as JSON numbers: cards, phones, social security numbers.
extension RequestMasker {
  /// Digits that are looked at, and how many of them only a card has.
  private static let digits = 9...19
  private static let cardDigits = 14...19
  /// Words of keys that say nothing of a number.
  private static let emptyWords: Set<String> = ["number", "id", "call"]
  /// Keywords of JSON Schema whose values are numbers.
  private static let schemaKeywords: Set<String> = [
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
    "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains",
    "maxContains",
  ]

  /// Masks a number of the frame, which becomes a string.
  mutating func maskNumber(
    _ index: Int, _ node: Int, keyHolder: Int?, _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) {
    switch guardrail.dialect.nodes[node].slot {
    case .number, .offset, .logProbabilities, .opaque: return
    default: break
    }
    let value = tape.values[index]
    guard Self.digits.contains(value.range.count) else { return }
    let key = keyHolder.flatMap { tape.values[$0].keyRange } ?? 0..<0
    let isKeyEscaped = keyHolder.map { tape.values[$0].isKeyEscaped } ?? false
    let name =
      isKeyEscaped ? JSONString.decoded(bytes.extracting(key)) : bytes.extracting(key).array
    let place = Place(index: index, range: value.range, isEscaped: false, keyHolder: keyHolder)
    if let token = try token(
      forNumber: bytes.extracting(value.range), key: name.span, place, bytes, tokens)
    {
      edits.replace(value.range, with: token.span)
    }
  }

  /// The JSON string that takes the place of a number; nil if it stays.
  mutating func token(
    forNumber number: Span<UInt8>, key: Span<UInt8>, _ place: Place, _ bytes: Span<UInt8>,
    _ tokens: ConnectionTokens
  ) throws(Refusal) -> [UInt8]? {
    guard Self.digits.contains(number.count), number.isDigits else { return nil }
    let name = String(decoding: key.array, as: UTF8.self)
    guard !Self.schemaKeywords.contains(name) else { return nil }
    // Only words that say what the number is may make a finding of it.
    let words = KeyWords.of(key).filter { !Self.emptyWords.contains($0) }
    let context = Array(words.joined(separator: " ").utf8)
    try scan(number, key: context.span, place, bytes)
    guard let finding = findings.first, finding.range == 0..<number.count else { return nil }
    let recognizer = engine.set.recognizers[finding.recognizer]
    let isCard = recognizer.entity == "CREDIT_CARD" && finding.isValidated
    guard Self.cardDigits.contains(number.count) ? isCard : !words.isEmpty else { return nil }
    switch actions[finding.recognizer] {
    case .tokenize where direction == .request:
      let value = StoredValue(bytes: number.array, isNumber: true)
      let name = try self.name(
        value, reading: nil, recognizer.entity, recognizer.normalizer, place, bytes, tokens)
      return [UInt8(ascii: "\"")] + name.token + [UInt8(ascii: "\"")]
    case .tokenize, .allow, .redact, .block:
      return try replacement(of: finding, in: number, place, bytes, tokens).map {
        [UInt8(ascii: "\"")] + $0 + [UInt8(ascii: "\"")]
      }
    }
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
