internal import Dialects
internal import FrameJSON
internal import Tokens

extension EventRestorer {
  /// Notes how offsets move, in code points from the start of the text.
  func note(
    _ replaced: [TextRestorer.Replacement], in piece: Span<UInt8>, position: Int,
    _ shifts: inout OffsetShifts
  ) {
    var codePoints = 0
    var counted = 0
    for replacement in replaced {
      // What was held is ASCII, so its bytes are code points.
      var start = replacement.start
      if start >= counted {
        codePoints += piece.codePoints(in: counted..<start)
        counted = start
        start = codePoints
      }
      shifts.add(
        start: position + start, length: replacement.tokenBytes,
        newLength: replacement.value.span.codePoints(in: 0..<replacement.value.count))
    }
  }

  /// Whether the strings of a list, joined in their order, spell a token that is to be restored.
  mutating func spellsToken(
    _ index: Int, _ bytes: Span<UInt8>, _ state: ConversationState
  ) -> Bool {
    for name in [Names.token, nil] {
      let joined = tape.joinedStrings(in: index, named: name, bytes)
      guard joined.span.mayHoldToken(isEscaped: false) else { continue }
      var restorer = TextRestorer(isSource: false)
      var edits: [TextRestorer.Edit] = []
      var found: [TextRestorer.Replacement] = []
      restorer.read(
        joined.span, isLast: true, state.tokens.reading, edits: &edits, replaced: &found
      ) { name, _ in state.tokens.value(of: name)?.bytes }
      if !found.isEmpty { return true }
    }
    return false
  }

  /// Empties a list of log probabilities.
  mutating func empty(_ logprobs: Int) {
    guard emptied != logprobs else { return }
    emptied = logprobs
    guard let empty = tape.emptyLogprobs(logprobs) else { return }
    edits.replace(tape.values[logprobs].range, with: empty.span)
  }

  mutating func shift(_ index: Int, _ node: Int, by shifts: OffsetShifts, _ bytes: Span<UInt8>) {
    guard !shifts.isEmpty else { return }
    OffsetEditor(tape: tape, dialect: guardrail.dialect)
      .shift(index, node, by: shifts, bytes, &edits)
  }
}
