internal import Dialects
internal import FrameJSON
internal import Tokens

extension EventRestorer {
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
    var joined: [UInt8] = []
    for child in index..<tape.values[index].next where tape.values[child].kind == .string {
      JSONString.decode(bytes.extracting(tape.values[child].range), into: &joined)
    }
    guard joined.span.mayHoldToken(isEscaped: false) else { return false }
    var restorer = TextRestorer(isSource: false)
    var edits: [TextRestorer.Edit] = []
    var found: [TextRestorer.Replacement] = []
    restorer.read(
      joined.span, isLast: true, state.tokens.reading, edits: &edits, replaced: &found
    ) { name, _ in state.tokens.value(of: name)?.bytes }
    return !found.isEmpty
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
