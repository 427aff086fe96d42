internal import Dialects
internal import FrameJSON
internal import Tokens

/// Walks over a server event and puts values in the place of tokens.
struct EventRestorer {
  let guardrail: Guardrail
  var tape = FrameTape()
  var envelopeTape = FrameTape()
  var sourceTape = FrameTape()
  var edits = FrameEdits()
  var textEdits: [TextRestorer.Edit] = []
  var replaced: [TextRestorer.Replacement] = []
  var scratch: [UInt8] = []
  /// The strings of this event that went through their streams.
  var pieces: [Int] = []
  /// The log probabilities that are empty already.
  var emptied: Int?
  /// The streams of which this event leaves something held.
  var holding: [Int] = []
  var asksForJSON = false
  var notesShifts = false
  var shifts = OffsetShifts()

  init(_ guardrail: Guardrail) { self.guardrail = guardrail }

  /// Restores one event.
  mutating func restore(_ frame: [UInt8], _ state: inout ConversationState) -> Outcome {
    let bytes = frame.span
    do throws(FrameError) {
      try tape.scanObject(
        bytes, limits: guardrail.settings.frame, watching: UInt8(ascii: "<"))
    } catch {
      // What cannot be read holds no token that could be told apart; it passes as it is.
      return .forward
    }
    edits.removeAll()
    let head = EventHead(tape, bytes)
    let type = bytes.extracting(head.type.map { tape.values[$0].range } ?? 0..<0)
    let lane = bytes.extracting(head.lane.map { tape.values[$0].range } ?? 0..<0)
    let kind = self.kind(head, type, bytes)
    var before: [[UInt8]] = []
    if !state.streams.isEmpty { endStreams(kind.effect, head, type, lane, bytes, &state, &before) }
    follow(kind.effect, head, lane, bytes, &state)
    holding.removeAll(keepingCapacity: true)
    pieces.removeAll(keepingCapacity: true)
    emptied = nil
    if kind.effect == .delta {
      restoreDeltas(head, kind.node, type, lane, bytes, &state)
    } else if let annotation = head.annotation {
      shiftStreamAnnotation(annotation, kind.node, head, lane, bytes, state)
    }
    if tape.holdsWatched {
      _ = walk(0, kind.node, bytes, &state)
    }
    guard !edits.isEmpty else {
      for position in holding { state.streams[position].envelope = frame }
      return Outcome(before: before, frame: .forward)
    }
    let restored = edits.apply(to: bytes)
    for position in holding { state.streams[position].envelope = restored }
    return Outcome(before: before, frame: .replace(restored))
  }

  /// The row of an event; of an unknown one the default row with what its name says.
  private func kind(
    _ head: EventHead, _ type: Span<UInt8>, _ bytes: Span<UInt8>
  ) -> (node: Int, effect: EventEffect) {
    let unknown = guardrail.dialect.unknownEvent
    guard let index = head.type else { return (unknown.node, .none) }
    let value = tape.values[index]
    if let known = guardrail.dialect.event(bytes, value.range, isEscaped: value.isEscaped) {
      return (known.node, known.effect)
    }
    if EventType.isDelta(type), head.delta != nil { return (unknown.node, .delta) }
    return (unknown.node, EventType.isDone(type) ? .endsStream : .none)
  }

  /// Keeps count of the responses of a lane.
  private mutating func follow(
    _ effect: EventEffect, _ head: EventHead, _ lane: Span<UInt8>, _ bytes: Span<UInt8>,
    _ state: inout ConversationState
  ) {
    guard head.response != nil || effect == .beginsResponse || effect == .endsResponse else {
      asksForJSON = state.lanes.first { lane.equals($0.id) }?.asksForJSON ?? false
      return
    }
    let index = state.lane(lane)
    if let response = head.response, let asks = asksForJSON(response, bytes) {
      state.lanes[index].asksForJSON = asks
    }
    asksForJSON = state.lanes[index].asksForJSON
    switch effect {
    case .beginsResponse: state.lanes[index].open = max(1, state.lanes[index].open)
    case .endsResponse: state.lanes[index].open = max(0, state.lanes[index].open - 1)
    default: break
    }
  }

  /// Whether a response object says that its text is JSON; nil if it says nothing.
  private func asksForJSON(_ response: Int, _ bytes: Span<UInt8>) -> Bool? {
    guard let text = tape.member(Names.text, of: response, in: bytes),
      let format = tape.member(Names.format, of: text, in: bytes),
      let type = tape.member(Names.type, of: format, in: bytes)
    else { return nil }
    return tape.isString(Names.jsonSchema, at: type, in: bytes)
      || tape.isString(Names.jsonObject, at: type, in: bytes)
  }

  // MARK: Whole texts

  /// Restores one value and all it holds; answers whether it is a string that has changed.
  private mutating func walk(
    _ index: Int, _ node: Int, _ bytes: Span<UInt8>, _ state: inout ConversationState
  ) -> Bool {
    let value = tape.values[index]
    switch value.kind {
    case .object: walkObject(index, node, bytes, &state)
    case .array:
      let element = guardrail.dialect.element(of: node)
      var child = tape.firstChild(of: index)
      while child < value.next {
        _ = walk(child, element, bytes, &state)
        child = tape.values[child].next
      }
    case .string where value.isWatched && !pieces.contains(index):
      switch guardrail.dialect.nodes[node].slot {
      case .opaque: return false
      case .text(let form, _), .delta(let form, _):
        return restoreText(value.range, isEscaped: value.isEscaped, form, bytes, state)
      default: return restoreText(value.range, isEscaped: value.isEscaped, .plain, bytes, state)
      }
    case .string, .number, .true, .false, .null: break
    }
    return false
  }

  private mutating func walkObject(
    _ index: Int, _ plainNode: Int, _ bytes: Span<UInt8>, _ state: inout ConversationState
  ) {
    let dialect = guardrail.dialect
    let node = dialect.variant(of: plainNode, at: index, on: tape, in: bytes)
    let end = tape.values[index].next
    var hasChanged = false
    var logprobs: Int?
    var annotations: (index: Int, node: Int)?
    if let list = tape.member(Names.annotations, of: index, in: bytes),
      tape.values[list].next > list + 1
    {
      notesShifts = true
      shifts.removeAll()
    }
    var child = tape.firstChild(of: index)
    while child < end {
      let value = tape.values[child]
      let member = dialect.member(of: node, value, in: bytes)
      if value.isKeyWatched, let key = value.keyRange {
        _ = restoreText(key, isEscaped: value.isKeyEscaped, .plain, bytes, state)
      }
      if value.kind == .array, dialect.nodes[member.node].slot == .logProbabilities {
        logprobs = child
      } else if notesShifts, tape.hasKey(Names.annotations, at: child, in: bytes) {
        annotations = (child, member.node)
      } else if walk(child, member.node, bytes, &state) {
        hasChanged = true
      }
      child = value.next
    }
    if let annotations {
      let textShifts = shifts
      notesShifts = false
      shift(annotations.index, annotations.node, by: textShifts, bytes)
      _ = walk(annotations.index, annotations.node, bytes, &state)
    }
    if let logprobs, hasChanged || spellsToken(logprobs, bytes, state) { empty(logprobs) }
  }

  /// Restores a text that is whole; answers whether it has changed.
  private mutating func restoreText(
    _ range: Range<Int>, isEscaped: Bool, _ form: TextForm, _ bytes: Span<UInt8>,
    _ state: ConversationState
  ) -> Bool {
    let raw = bytes.extracting(range)
    guard isEscaped else { return restore(raw, range, nil, form, state) }
    var text = scratch
    scratch = []
    text.removeAll(keepingCapacity: true)
    JSONString.decode(raw, into: &text)
    defer { scratch = text }
    return restore(text.span, range, raw, form, state)
  }

  private mutating func restore(
    _ text: Span<UInt8>, _ range: Range<Int>, _ escaped: Span<UInt8>?, _ form: TextForm,
    _ state: ConversationState
  ) -> Bool {
    var restorer = TextRestorer(isSource: isSource(form, text))
    textEdits.removeAll(keepingCapacity: true)
    replaced.removeAll(keepingCapacity: true)
    restorer.read(
      text, isLast: true, grammar: guardrail.grammar, edits: &textEdits, replaced: &replaced
    ) { name, inString in Self.value(of: name, inString, state.issuer) }
    if notesShifts, form == .sourceIfAsked { note(replaced, in: text, position: 0, &shifts) }
    addEdits(textEdits, range, escaped)
    return !textEdits.isEmpty
  }

  private mutating func isSource(_ form: TextForm, _ text: Span<UInt8>) -> Bool {
    switch form {
    case .plain, .identity: return false
    case .source: return true
    case .sourceIfAsked: return asksForJSON
    case .sourceIfWhole:
      guard SourceText.mayBeJSON(text) else { return false }
      do throws(FrameError) {
        try sourceTape.scan(text, limits: guardrail.settings.frame)
        return sourceTape.root.kind == .object || sourceTape.root.kind == .array
      } catch {
        return false
      }
    }
  }
}
