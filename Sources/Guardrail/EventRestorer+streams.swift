internal import Dialects
internal import FrameJSON
internal import Tokens

/// Texts that arrive in deltas.
extension EventRestorer {
  private static let outputText = Array("response.output_text".utf8)

  /// Whether an event is of the text of a message.
  func isOutputText(_ type: Span<UInt8>) -> Bool {
    type.extracting(0..<EventType.familyBytes(type)).equals(Self.outputText)
  }

  /// Restores the pieces of text that a delta event brings.
  mutating func restoreDeltas(
    _ head: EventHead, _ node: Int, _ type: Span<UInt8>, _ lane: Span<UInt8>, _ bytes: Span<UInt8>,
    _ state: inout ConversationState, _ before: inout [[UInt8]]
  ) {
    guard let delta = head.delta else { return }
    let dialect = guardrail.dialect
    let member = dialect.member(of: node, tape.values[delta], in: bytes).node
    switch tape.values[delta].kind {
    case .object: break
    case .array: return lose(delta, bytes)
    default:
      restoreDelta(delta, member, bytes.extracting(0..<0), head, type, lane, bytes, &state, &before)
      return
    }
    var child = tape.firstChild(of: delta)
    while child < tape.values[delta].next {
      let value = tape.values[child]
      let node = dialect.member(of: member, value, in: bytes).node
      // A key that is itself restored would not be found again when its text is flushed.
      if value.kind == .string, let key = value.keyRange,
        masking == nil
          ? !bytes.extracting(key).mayHoldToken(isEscaped: value.isKeyEscaped)
          : bytes.extracting(key).isPlainName
      {
        restoreDelta(child, node, bytes.extracting(key), head, type, lane, bytes, &state, &before)
      } else {
        lose(child, bytes)
      }
      child = value.next
    }
  }

  /// Empties the strings of a delta that no stream can be made of: a value may be cut over several,
  /// so that nothing of them may go out while output is masked.
  private mutating func lose(_ index: Int, _ bytes: Span<UInt8>) {
    guard masking != nil else { return }
    for child in index..<tape.values[index].next where tape.values[child].kind == .string {
      pieces.append(child)
      edits.replace(tape.values[child].range, with: bytes.extracting(0..<0))
    }
  }

  private mutating func restoreDelta(
    _ index: Int, _ node: Int, _ field: Span<UInt8>, _ head: EventHead, _ type: Span<UInt8>,
    _ lane: Span<UInt8>, _ bytes: Span<UInt8>, _ state: inout ConversationState,
    _ before: inout [[UInt8]]
  ) {
    let form: TextForm
    let sink: Sink
    switch guardrail.dialect.nodes[node].slot {
    case .delta(let ofSlot, let toSink), .text(let ofSlot, let toSink):
      (form, sink) = (ofSlot, toSink)
    case .json(let toSink): (form, sink) = (.plain, toSink)
    case .opaque: return
    default:
      guard masking != nil else { return }
      (form, sink) = (.plain, .prose)
    }
    pieces.append(index)
    place = index
    let value = tape.values[index]
    guard let position = stream(form, sink, field, head, type, lane, bytes, &state, &before) else {
      edits.replace(value.range, with: bytes.extracting(0..<0))
      if let logprobs = head.logprobs { empty(logprobs) }
      return
    }
    let raw = bytes.extracting(value.range)
    if masking != nil {
      replaceMasked(value, raw, position, head, &state)
      return
    }
    if value.isEscaped {
      var text = scratch
      scratch = []
      text.removeAll(keepingCapacity: true)
      JSONString.decode(raw, into: &text)
      read(text.span, position, &state)
      scratch = text
      edits.replace(textEdits, in: value.range, escaped: raw)
    } else {
      read(raw, position, &state)
      edits.replace(textEdits, in: value.range, escaped: nil)
    }
    if !textEdits.isEmpty, let logprobs = head.logprobs { empty(logprobs) }
    if !state.streams[position].restorer.held.isEmpty { holding.append(position) }
  }

  /// The stream that a piece belongs to, which is new if it is the first one; nil if there is no
  /// room for it.
  private mutating func stream(
    _ form: TextForm, _ sink: Sink, _ field: Span<UInt8>, _ head: EventHead, _ type: Span<UInt8>,
    _ lane: Span<UInt8>, _ bytes: Span<UInt8>, _ state: inout ConversationState,
    _ before: inout [[UInt8]]
  ) -> Int? {
    let id = rawItem
    if let id { return stream(of: id.span, form, sink, field, head, type, lane, &state, &before) }
    let item = bytes.extracting(head.item.map { tape.values[$0].range } ?? 0..<0)
    return stream(of: item, form, sink, field, head, type, lane, &state, &before)
  }

  private mutating func stream(
    of item: Span<UInt8>, _ form: TextForm, _ sink: Sink, _ field: Span<UInt8>, _ head: EventHead,
    _ type: Span<UInt8>, _ lane: Span<UInt8>, _ state: inout ConversationState,
    _ before: inout [[UInt8]]
  ) -> Int? {
    let family = type.extracting(0..<EventType.familyBytes(type))
    let known = state.streams.indices.first { index in
      let key = state.streams[index].key
      return key.output == head.outputIndex && key.part == head.part && field.equals(key.field)
        && item.equals(key.item) && lane.equals(key.lane) && family.equals(key.family)
    }
    if let known, !state.streams[known].hasEnded { return known }
    let key = TextStream.Key(
      family: family.array, lane: lane.array, item: item.array, output: head.outputIndex,
      part: head.part, field: field.array)
    let isSource = form == .source || form == .sourceIfAsked && asksForJSON
    let isPatch = form == .patch || state.patches.contains(key.item)
    let new = TextStream(
      key: key, sink: sink, isPatch: isPatch, restorer: TextRestorer(isSource: isSource),
      masker: masking == nil ? nil : OutputStream(isSource: isSource))
    if let known {
      state.streams[known] = new
      return known
    }
    guard makeRoom(&state, &before) else { return nil }
    state.streams.append(new)
    return state.streams.count - 1
  }

  /// Lets the oldest stream go if there are as many as may be, but none that this event feeds; false
  /// if there is none.
  ///
  /// While output is masked, what was held of it is lost: what follows could make a value of it.
  private mutating func makeRoom(
    _ state: inout ConversationState, _ before: inout [[UInt8]]
  ) -> Bool {
    guard state.streams.count >= guardrail.settings.streams else { return true }
    guard
      let oldest = state.streams.indices.first(where: {
        !holding.contains($0) && state.streams[$0].masker?.isSwallowing != true
      })
    else { return masking == nil }
    if masking == nil, let event = flush(oldest, &state, sequenceNumber: nil) {
      before.append(event)
    }
    state.streams.remove(at: oldest)
    for index in holding.indices where holding[index] > oldest { holding[index] -= 1 }
    return true
  }

  /// Fills `textEdits` with the changes to a piece of a stream.
  private mutating func read(
    _ text: Span<UInt8>, _ position: Int, _ state: inout ConversationState
  ) {
    textEdits.removeAll(keepingCapacity: true)
    replaced.removeAll(keepingCapacity: true)
    var policy = RestorePolicy(
      state.tokens, guardrail.settings, sink: state.streams[position].sink,
      isPatch: state.streams[position].isPatch)
    state.streams[position].restorer.read(
      text, isLast: false, policy.reading, edits: &textEdits, replaced: &replaced
    ) { name, place in policy.resolve(name, place) }
    take(policy)
    note(
      replaced, in: text, position: state.streams[position].position,
      &state.streams[position].shifts)
    state.streams[position].position += text.codePoints(in: 0..<text.count)
  }

  /// Ends the streams that an event means; what was held of them goes out before it.
  mutating func endStreams(
    _ effect: EventEffect, _ head: EventHead, _ type: Span<UInt8>, _ lane: Span<UInt8>,
    _ bytes: Span<UInt8>, _ state: inout ConversationState, _ before: inout [[UInt8]]
  ) {
    guard effect != .none, effect != .delta, !isOfAnotherResponse(effect, head, lane, state) else {
      return
    }
    let item = bytes.extracting(head.item.map { tape.values[$0].range } ?? 0..<0)
    let family = type.extracting(0..<EventType.familyBytes(type))
    let number = head.sequenceNumber.map { bytes.extracting(tape.values[$0].range).array }
    var index = 0
    while index < state.streams.count {
      guard
        state.streams[index].isEnded(
          by: effect, family: family, lane: lane, item: item, output: head.outputIndex,
          part: head.part)
      else {
        index += 1
        continue
      }
      if let event = flush(index, &state, sequenceNumber: number) { before.append(event) }
      // Offsets into an output text are still asked for until its item ends.
      if effect == .endsStream || effect == .endsPart, !state.streams[index].allShifts.isEmpty {
        state.streams[index].hasEnded = true
        index += 1
      } else {
        state.streams.remove(at: index)
      }
    }
  }

  /// Whether an event that names no response may be of one that has not begun, while the streams of
  /// its lane are of one that runs.
  private func isOfAnotherResponse(
    _ effect: EventEffect, _ head: EventHead, _ lane: Span<UInt8>, _ state: ConversationState
  ) -> Bool {
    guard let running = state.lanes.first(where: { lane.equals($0.id) }), running.isRunning else {
      return false
    }
    switch effect {
    case .beginsResponse: return true
    case .endsResponse: return head.response == nil && running.open > 1
    case .none, .delta, .endsStream, .endsPart, .endsItem: return false
    }
  }

  /// The event that brings what is held of a stream: a copy of its last one.
  mutating func flush(
    _ index: Int, _ state: inout ConversationState, sequenceNumber: [UInt8]?
  ) -> [UInt8]? {
    // Of deltas that are dropped nothing goes out at the end.
    guard state.streams[index].holdsText, masking?.masksDeltas != false else { return nil }
    let masked = maskedRest(of: index, &state)
    var policy = RestorePolicy(
      state.tokens, guardrail.settings, sink: state.streams[index].sink,
      isPatch: state.streams[index].isPatch)
    let tail =
      state.streams[index].restorer.apply(to: masked, policy.reading) { policy.resolve($0, $1) }
      + state.streams[index].restorer.finish(policy.reading) { policy.resolve($0, $1) }
    take(policy)
    let envelope = state.streams[index].envelope
    state.streams[index].envelope = []
    guard !tail.isEmpty else { return nil }
    let bytes = envelope.span
    do throws(FrameError) {
      try envelopeTape.scanObject(bytes, limits: guardrail.settings.frame)
    } catch {
      return nil
    }
    let head = EventHead(envelopeTape, bytes)
    guard let delta = head.delta else { return nil }
    var edits = FrameEdits()
    if envelopeTape.values[delta].kind == .string {
      edits.replace(envelopeTape.values[delta].range, withText: tail.span)
    } else {
      var child = envelopeTape.firstChild(of: delta)
      while child < envelopeTape.values[delta].next {
        let value = envelopeTape.values[child]
        if value.kind == .string, let key = value.keyRange {
          let isOurs = bytes.extracting(key).equals(state.streams[index].key.field)
          let text = isOurs ? tail : []
          edits.replace(value.range, withText: text.span)
        }
        child = value.next
      }
    }
    if let sequenceNumber, let present = head.sequenceNumber {
      edits.replace(envelopeTape.values[present].range, with: sequenceNumber.span)
    }
    if let logprobs = head.logprobs, let empty = envelopeTape.emptyLogprobs(logprobs) {
      edits.replace(envelopeTape.values[logprobs].range, with: empty.span)
    }
    return edits.apply(to: bytes)
  }

  /// Shifts the offsets of an annotation that is added to a text that was streamed.
  mutating func shiftStreamAnnotation(
    _ annotation: Int, _ node: Int, _ head: EventHead, _ lane: Span<UInt8>,
    _ bytes: Span<UInt8>, _ state: ConversationState
  ) {
    let item = rawItem ?? bytes.extracting(head.item.map { tape.values[$0].range } ?? 0..<0).array
    guard
      let stream = state.streams.first(where: {
        $0.key.output == head.outputIndex && $0.key.part == head.part
          && item == $0.key.item && lane.equals($0.key.lane)
          && $0.key.family == Self.outputText
      })
    else { return }
    let member = guardrail.dialect.member(of: node, tape.values[annotation], in: bytes)
    shift(annotation, member.node, by: shifts(of: stream, state), bytes)
  }
}
