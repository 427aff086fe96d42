internal import Dialects
internal import FrameJSON
internal import Tokens

/// Texts that arrive in deltas.
extension EventRestorer {
  private static let outputText = Array("response.output_text".utf8)

  /// Restores the pieces of text that a delta event brings.
  mutating func restoreDeltas(
    _ head: EventHead, _ node: Int, _ type: Span<UInt8>, _ lane: Span<UInt8>, _ bytes: Span<UInt8>,
    _ state: inout ConversationState
  ) {
    guard let delta = head.delta else { return }
    let dialect = guardrail.dialect
    let member = dialect.member(of: node, tape.values[delta], in: bytes).node
    if tape.values[delta].kind == .string {
      let form = Self.form(dialect.nodes[member].slot)
      guard let form else { return }
      restoreDelta(delta, 0, form, head, type, lane, bytes, &state)
    } else {
      var child = tape.firstChild(of: delta)
      var field = 1
      while child < tape.values[delta].next {
        let node = dialect.member(of: member, tape.values[child], in: bytes).node
        if tape.values[child].kind == .string, let form = Self.form(dialect.nodes[node].slot) {
          restoreDelta(child, field, form, head, type, lane, bytes, &state)
        }
        child = tape.values[child].next
        field += 1
      }
    }
  }

  private static func form(_ slot: Slot?) -> TextForm? {
    switch slot {
    case .delta(let form, _), .text(let form, _): form
    case .json: .plain
    default: nil
    }
  }

  private mutating func restoreDelta(
    _ index: Int, _ field: Int, _ form: TextForm, _ head: EventHead, _ type: Span<UInt8>,
    _ lane: Span<UInt8>, _ bytes: Span<UInt8>, _ state: inout ConversationState
  ) {
    pieces.append(index)
    let value = tape.values[index]
    let item = bytes.extracting(head.item.map { tape.values[$0].range } ?? 0..<0)
    let family = type.extracting(0..<EventType.familyBytes(type))
    let isSource = form == .source || form == .sourceIfAsked && asksForJSON
    let position: Int
    if let present = state.streams.firstIndex(where: {
      $0.key.field == field && $0.key.output == head.outputIndex
        && $0.key.part == head.part && item.equals($0.key.item)
        && lane.equals($0.key.lane) && family.equals($0.key.family)
    }) {
      position = present
    } else {
      // Offsets are only known for the text of a message; a stream of its own is needed for them,
      // and where what came before says how a token is to be written.
      guard value.isWatched || isSource || form == .sourceIfAsked else { return }
      let key = TextStream.Key(
        family: family.array, lane: lane.array, item: item.array, output: head.outputIndex,
        part: head.part, field: field)
      state.streams.append(TextStream(key: key, restorer: TextRestorer(isSource: isSource)))
      position = state.streams.count - 1
    }
    let raw = bytes.extracting(value.range)
    guard value.isWatched || isSource || !state.streams[position].restorer.held.isEmpty else {
      state.streams[position].position += JSONString.codePoints(raw, isEscaped: value.isEscaped)
      return
    }
    if value.isEscaped {
      var text = scratch
      scratch = []
      text.removeAll(keepingCapacity: true)
      JSONString.decode(raw, into: &text)
      read(text.span, position, value.range, raw, head, &state)
      scratch = text
    } else {
      read(raw, position, value.range, nil, head, &state)
    }
    if !state.streams[position].restorer.held.isEmpty { holding.append(position) }
  }

  private mutating func read(
    _ text: Span<UInt8>, _ position: Int, _ range: Range<Int>, _ escaped: Span<UInt8>?,
    _ head: EventHead, _ state: inout ConversationState
  ) {
    textEdits.removeAll(keepingCapacity: true)
    replaced.removeAll(keepingCapacity: true)
    let issuer = state.issuer
    state.streams[position].restorer.read(
      text, isLast: false, grammar: guardrail.grammar, edits: &textEdits, replaced: &replaced
    ) { name, inString in Self.value(of: name, inString, issuer) }
    note(
      replaced, in: text, position: state.streams[position].position,
      &state.streams[position].shifts)
    state.streams[position].position += text.codePoints(in: 0..<text.count)
    guard !textEdits.isEmpty else { return }
    addEdits(textEdits, range, escaped)
    if let logprobs = head.logprobs { empty(logprobs) }
  }

  /// Ends the streams that an event means; what was held of them goes out before it.
  mutating func endStreams(
    _ effect: EventEffect, _ head: EventHead, _ type: Span<UInt8>, _ lane: Span<UInt8>,
    _ bytes: Span<UInt8>, _ state: inout ConversationState, _ before: inout [[UInt8]]
  ) {
    guard effect != .none, effect != .delta else {
      guard state.streams.count >= guardrail.settings.streams else { return }
      // The oldest stream makes room.
      var stream = state.streams.removeFirst()
      if let event = flush(&stream, sequenceNumber: nil) { before.append(event) }
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
      if let event = flush(&state.streams[index], sequenceNumber: number) { before.append(event) }
      // Offsets into an output text are still asked for until its item ends.
      if effect == .endsStream || effect == .endsPart, !state.streams[index].shifts.isEmpty {
        index += 1
      } else {
        state.streams.remove(at: index)
      }
    }
  }

  /// The event that brings what is held of a stream: a copy of its last one.
  mutating func flush(_ stream: inout TextStream, sequenceNumber: [UInt8]?) -> [UInt8]? {
    let tail = stream.restorer.finish()
    guard !tail.isEmpty else { return nil }
    let envelope = stream.envelope
    stream.envelope = []
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
      var field = 1
      var child = envelopeTape.firstChild(of: delta)
      while child < envelopeTape.values[delta].next {
        let value = envelopeTape.values[child]
        if value.kind == .string {
          let isOurs = field == stream.key.field
          let text = isOurs ? tail : []
          edits.replace(value.range, withText: text.span)
        }
        child = value.next
        field += 1
      }
    }
    if let sequenceNumber, let present = head.sequenceNumber {
      edits.replace(envelopeTape.values[present].range, with: sequenceNumber.span)
    }
    if let logprobs = head.logprobs {
      edits.replace(envelopeTape.values[logprobs].range, with: Array("[]".utf8).span)
    }
    return edits.apply(to: bytes)
  }

  /// Shifts the offsets of an annotation that is added to a text that was streamed.
  mutating func shiftStreamAnnotation(
    _ annotation: Int, _ node: Int, _ head: EventHead, _ lane: Span<UInt8>,
    _ bytes: Span<UInt8>, _ state: ConversationState
  ) {
    let item = bytes.extracting(head.item.map { tape.values[$0].range } ?? 0..<0)
    guard
      let stream = state.streams.first(where: {
        $0.key.output == head.outputIndex && $0.key.part == head.part
          && item.equals($0.key.item) && lane.equals($0.key.lane)
          && $0.key.family == Self.outputText
      })
    else { return }
    let member = guardrail.dialect.member(of: node, tape.values[annotation], in: bytes)
    shift(annotation, member.node, by: stream.shifts, bytes)
  }
}
