internal import Dialects
internal import FrameJSON
internal import Recognizers
internal import Tokens

/// Texts of a model, which are masked one way.
extension FrameMasker {
  /// Fills `textEdits` with the changes to a text of a model.
  mutating func editOutput(
    _ text: Span<UInt8>, _ place: Place, _ bytes: Span<UInt8>, _ output: OutputEngine,
    _ tokens: ConnectionTokens
  ) throws(Refusal) {
    let isSource =
      switch place.form {
      case .source: true
      case .sourceIfAsked: asksForJSON
      case .sourceIfWhole: isWholeSource(text)
      case .plain, .identity, .patch, .sourceIfSentWhole: false
      }
    if place.isName, try !isValidated(text, place, bytes) { return }
    var masker = OutputText(isSource: isSource)
    let key = place.keyHolder.flatMap { tape.values[$0].keyRange } ?? 0..<0
    do throws(ScanFailure) {
      try masker.advance(
        text, base: 0, isLast: true, key: JSONString.decoded(bytes.extracting(key)).span, output,
        tokens.reading, into: &textEdits)
    } catch {
      throw refusal(error, place, bytes)
    }
    if place.isKey {
      // Two keys must not become the same one.
      for index in textEdits.indices where !textEdits[index].text.isEmpty {
        let entity = String(decoding: textEdits[index].text.dropFirst().dropLast(), as: UTF8.self)
        textEdits[index].text =
          tokens.oneWayName(of: text.extracting(textEdits[index].range).array, entity: entity)
          .token
      }
    }
    noteShifts(in: text, place)
  }

  /// Whether all of a text that names something is a value that has a check.
  private mutating func isValidated(
    _ text: Span<UInt8>, _ place: Place, _ bytes: Span<UInt8>
  ) throws(Refusal) -> Bool {
    try scan(text, place, bytes)
    return !findings.isEmpty
  }

  /// Notes where a text of a model has changed.
  private mutating func noteShifts(in text: Span<UInt8>, _ place: Place) {
    guard notesShifts, place.form == .sourceIfAsked else { return }
    var codePoints = 0
    var counted = 0
    for edit in textEdits {
      codePoints += text.codePoints(in: counted..<edit.range.lowerBound)
      let length = text.codePoints(in: edit.range)
      shifts.add(start: codePoints, length: length, newLength: edit.text.count)
      codePoints += length
      counted = edit.range.upperBound
    }
  }

  private mutating func isWholeSource(_ text: Span<UInt8>) -> Bool {
    guard SourceText.mayBeJSON(text) else { return false }
    do throws(FrameError) {
      try source.scan(text, limits: guardrail.settings.frame)
      return source.root.kind == .object || source.root.kind == .array
    } catch {
      return false
    }
  }
}
