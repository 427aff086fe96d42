internal import Dialects
internal import FrameJSON
internal import Tokens

extension EventRestorer {
  /// The value of a token as it has to stand at its place.
  static func value(
    of name: Span<UInt8>, _ inString: Bool, _ issuer: TokenIssuer
  ) -> [UInt8]? {
    guard let value = issuer.value(of: name) else { return nil }
    guard inString else { return value }
    var escaped: [UInt8] = []
    JSONString.encode(value.span, into: &escaped)
    return escaped
  }

  /// Turns changes to a decoded text into changes to the frame.
  ///
  /// - Parameters:
  ///   - textEdits: In order.
  ///   - range: Where the string is in the frame.
  ///   - escaped: The raw string; nil if it holds no escapes.
  mutating func addEdits(
    _ textEdits: [TextRestorer.Edit], _ range: Range<Int>, _ escaped: Span<UInt8>?
  ) {
    var walker = EscapeWalker()
    for edit in textEdits {
      var part = edit.range
      if let escaped {
        let start = walker.rawOffset(ofDecoded: part.lowerBound, in: escaped)
        part = start..<walker.rawOffset(ofDecoded: part.upperBound, in: escaped)
      }
      edits.replace(
        part.lowerBound + range.lowerBound..<part.upperBound + range.lowerBound,
        withText: edit.text.span)
    }
  }

  /// Notes how offsets move, in code points from the start of the text.
  func note(
    _ replaced: [TextRestorer.Replacement], in piece: Span<UInt8>, position: Int,
    _ shifts: inout OffsetShifts
  ) {
    for replacement in replaced {
      // What was held is ASCII, so its bytes are code points.
      let start =
        replacement.start < 0
        ? replacement.start : piece.codePoints(in: 0..<replacement.start)
      shifts.add(
        start: position + start, length: replacement.tokenBytes,
        newLength: replacement.value.span.codePoints(in: 0..<replacement.value.count))
    }
  }

  /// Whether the strings of a list, joined in their order, spell a token that is to be restored.
  mutating func spellsToken(
    _ index: Int, _ bytes: Span<UInt8>, _ state: ConversationState
  ) -> Bool {
    let strings = (index..<tape.values[index].next).filter { tape.values[$0].kind == .string }
    guard strings.contains(where: { tape.values[$0].isWatched }) else { return false }
    var joined: [UInt8] = []
    for string in strings {
      JSONString.decode(bytes.extracting(tape.values[string].range), into: &joined)
    }
    var restorer = TextRestorer(isSource: false)
    textEdits.removeAll(keepingCapacity: true)
    replaced.removeAll(keepingCapacity: true)
    restorer.read(
      joined.span, isLast: true, grammar: guardrail.grammar, edits: &textEdits,
      replaced: &replaced
    ) { name, inString in Self.value(of: name, inString, state.issuer) }
    return !replaced.isEmpty
  }

  /// Empties a list of log probabilities.
  mutating func empty(_ logprobs: Int) {
    guard emptied != logprobs else { return }
    emptied = logprobs
    let value = tape.values[logprobs]
    if value.next > logprobs + 1 { edits.replace(value.range, with: Array("[]".utf8).span) }
  }

  mutating func shift(_ index: Int, _ node: Int, by shifts: OffsetShifts, _ bytes: Span<UInt8>) {
    guard !shifts.isEmpty else { return }
    OffsetEditor(tape: tape, dialect: guardrail.dialect)
      .shift(index, node, by: shifts, bytes, &edits)
  }
}
