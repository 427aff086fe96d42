internal import Dialects
internal import FrameJSON
internal import Recognizers
internal import Tokens

/// Integers that clients write as JSON numbers: cards, phones, social security numbers.
extension FrameMasker {
  /// Masks a number of the frame, which becomes a string.
  mutating func maskNumber(
    _ index: Int, _ node: Int, keyHolder: Int?, _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) {
    switch guardrail.dialect.nodes[node].slot {
    case .number, .offset, .logProbabilities, .opaque: return
    default: break
    }
    let value = tape.values[index]
    guard NumberRule.digits.contains(value.range.count) else { return }
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
    guard let context = NumberRule.context(of: number, key: key) else { return nil }
    try scan(number, key: context.span, place, bytes)
    guard let finding = findings.first,
      NumberRule.accepts(finding, in: number, context: context, engine.set)
    else { return nil }
    let recognizer = engine.set.recognizers[finding.recognizer]
    switch actions[finding.recognizer] {
    case .tokenize:
      let value = StoredValue(bytes: number.array, isNumber: true)
      let name = try self.name(
        value, reading: nil, recognizer.entity, recognizer.normalizer, place, bytes, tokens)
      return [UInt8(ascii: "\"")] + name.token + [UInt8(ascii: "\"")]
    case .allow, .redact, .block:
      return try replacement(of: finding, in: number, place, bytes, tokens).map {
        [UInt8(ascii: "\"")] + $0 + [UInt8(ascii: "\"")]
      }
    }
  }
}
