internal import Dialects
internal import FrameJSON
internal import Recognizers
internal import Tokens

/// Deltas that are masked on the fly.
extension EventRestorer {
  /// Whether a delta event holds no text but its piece: nothing of it needs to be masked apart.
  func isPlainDelta(_ head: EventHead, _ node: Int, _ bytes: Span<UInt8>) -> Bool {
    guard node != guardrail.dialect.unknownEvent.node else { return false }
    var index = 1
    while index < tape.root.next {
      let value = tape.values[index]
      switch value.kind {
      case .number, .true, .false, .null:
        guard guardrail.dialect.member(of: node, value, in: bytes).isNamed else { return false }
      case .object: return false
      case .array:
        guard index == head.logprobs, value.next == index + 1 else { return false }
      case .string where index == head.type || index == head.delta: break
      case .string where index == head.item || index == head.lane:
        guard !value.isEscaped, CharacterClass.identifier.contains(bytes.extracting(value.range))
        else { return false }
      case .string:
        let member = guardrail.dialect.member(of: node, value, in: bytes)
        guard member.isNamed, guardrail.dialect.nodes[member.node].slot == .opaque else {
          return false
        }
      }
      index = value.next
    }
    return true
  }

  /// Puts in the place of a piece what of its stream may go out: masked first, then restored.
  mutating func replaceMasked(
    _ value: FrameValue, _ raw: Span<UInt8>, _ position: Int, _ head: EventHead,
    _ state: inout ConversationState
  ) {
    let isMoved = state.streams[position].holdsText
    guard value.isEscaped || !state.streams[position].cutPair.isEmpty else {
      replaceMasked(value, piece: raw, isMoved: isMoved, position, head, &state)
      return
    }
    var piece = scratch
    scratch = []
    piece.removeAll(keepingCapacity: true)
    decode(raw, into: &piece, &state.streams[position].cutPair)
    replaceMasked(value, piece: piece.span, isMoved: isMoved, position, head, &state)
    scratch = piece
  }

  /// Decodes a piece behind the half of a character that the piece before it ended in, and keeps that
  /// which it ends in itself.
  private func decode(
    _ raw: Span<UInt8>, into piece: inout [UInt8], _ cutPair: inout [UInt8]
  ) {
    let end = JSONString.startOfCutPair(raw) ?? raw.count
    if cutPair.isEmpty {
      JSONString.decode(raw.extracting(0..<end), into: &piece)
    } else {
      cutPair.append(copying: raw.extracting(0..<end))
      JSONString.decode(cutPair.span, into: &piece)
    }
    cutPair.removeAll()
    cutPair.append(copying: raw.extracting(end..<raw.count))
  }

  private mutating func replaceMasked(
    _ value: FrameValue, piece: Span<UInt8>, isMoved: Bool, _ position: Int, _ head: EventHead,
    _ state: inout ConversationState
  ) {
    var masked = maskScratch
    maskScratch = []
    masked.removeAll(keepingCapacity: true)
    mask(piece, position, isLast: false, &state, into: &masked)
    defer { maskScratch = masked }
    textEdits.removeAll(keepingCapacity: true)
    replaced.removeAll(keepingCapacity: true)
    var policy = RestorePolicy(
      state.tokens, guardrail.settings, sink: state.streams[position].sink,
      isPatch: state.streams[position].isPatch)
    state.streams[position].restorer.read(
      masked.span, isLast: false, policy.reading, edits: &textEdits, replaced: &replaced
    ) { policy.resolve($0, $1) }
    take(policy)
    note(
      replaced, in: masked.span, position: state.streams[position].position,
      &state.streams[position].shifts)
    state.streams[position].position += masked.span.codePoints(in: 0..<masked.count)
    let text = masked.applying(textEdits)
    if !piece.equals(text) || isMoved || !state.streams[position].cutPair.isEmpty {
      edits.replace(value.range, withText: text.span)
    }
    if isMoved || !piece.equals(text), let logprobs = head.logprobs { empty(logprobs) }
    if state.streams[position].holdsText { holding.append(position) }
  }

  /// What is left of a stream that has ended, masked.
  mutating func maskedRest(of position: Int, _ state: inout ConversationState) -> [UInt8] {
    guard masking != nil else { return [] }
    // Half of a character that ends the text is none.
    let cutPair = state.streams[position].cutPair
    let rest = JSONString.decoded(cutPair.span)
    state.streams[position].cutPair = []
    var masked: [UInt8] = []
    mask(rest.span, position, isLast: true, &state, into: &masked)
    return masked
  }

  /// How offsets into a stream move: as if it ended here, since an offset may be into what is held.
  func shifts(of stream: TextStream, _ state: ConversationState) -> OffsetShifts {
    guard let masking, var masker = stream.masker, stream.holdsText else {
      return stream.allShifts
    }
    var ended = stream
    var masked: [UInt8] = []
    let nothing: [UInt8] = []
    do throws(ScanFailure) {
      try masking.mask(
        nothing.span, of: &masker, isLast: true, state.tokens, into: &masked)
    } catch {
      return stream.allShifts
    }
    var policy = RestorePolicy(
      state.tokens, guardrail.settings, sink: stream.sink, isPatch: stream.isPatch)
    var edits: [TextRestorer.Edit] = []
    var replaced: [TextRestorer.Replacement] = []
    ended.restorer.read(
      masked.span, isLast: true, policy.reading, edits: &edits, replaced: &replaced
    ) { policy.resolve($0, $1) }
    ended.masker = masker
    note(replaced, in: masked.span, position: stream.position, &ended.shifts)
    return ended.allShifts
  }

  /// Masks a piece. What cannot be scanned is lost, and so is the rest of its stream: an error tells
  /// of it once.
  private mutating func mask(
    _ piece: Span<UInt8>, _ position: Int, isLast: Bool, _ state: inout ConversationState,
    into masked: inout [UInt8]
  ) {
    guard let masking, var stream = state.streams[position].masker else { return }
    state.streams[position].masker = nil
    defer { state.streams[position].masker = stream }
    do throws(ScanFailure) {
      try masking.mask(piece, of: &stream, isLast: isLast, state.tokens, into: &masked)
    } catch {
      masked.removeAll()
      failures.append(
        OwnEvent.unscannable(masking.refusal(error), lane: state.streams[position].key.lane))
    }
  }
}

extension [UInt8] {
  /// The bytes with changes made to them, which are in order.
  func applying(_ edits: [TextRestorer.Edit]) -> [UInt8] {
    guard !edits.isEmpty else { return self }
    var changed: [UInt8] = []
    var copied = 0
    for edit in edits {
      changed.append(contentsOf: self[copied..<edit.range.lowerBound])
      changed.append(contentsOf: edit.text)
      copied = edit.range.upperBound
    }
    changed.append(contentsOf: self[copied...])
    return changed
  }
}

extension TextRestorer {
  /// A piece as it goes on.
  mutating func apply(
    to piece: [UInt8], _ reading: Reading, resolve: Resolve
  ) -> [UInt8] {
    guard !piece.isEmpty else { return [] }
    var edits: [Edit] = []
    var replaced: [Replacement] = []
    read(
      piece.span, isLast: false, reading, edits: &edits, replaced: &replaced, resolve: resolve)
    return piece.applying(edits)
  }
}
