internal import Dialects
internal import FrameJSON
internal import Tokens

/// Walks over a server event and puts values in the place of tokens.
struct EventRestorer {
  let guardrail: Guardrail
  /// Masks what the model says; nil if that passes.
  let masking: OutputMasker?
  var tape = FrameTape()
  var envelopeTape = FrameTape()
  var sourceTape = FrameTape()
  var edits = FrameEdits()
  var textEdits: [TextRestorer.Edit] = []
  var replaced: [TextRestorer.Replacement] = []
  var scratch: [UInt8] = []
  var maskScratch: [UInt8] = []
  /// The strings of this event that went through their streams.
  var pieces: [Int] = []
  /// The log probabilities that are empty already.
  var emptied: Int?
  /// The streams of which this event leaves something held.
  var holding: [Int] = []
  var asksForJSON = false
  var notesShifts = false
  var shifts = OffsetShifts()
  /// What was done with the tokens of this event.
  var counts = RestoreCounts()
  /// Index on the tape of the text that is restored; nil for what was held of a stream.
  var place: Int?
  /// What was restored since this was asked last, if that is noted.
  var notes = RestoreNotes()
  /// Errors of our own that tell of streams which could not be scanned, in this event.
  var failures: [[UInt8]] = []
  /// The item that an event names, as it came: while it is masked that may change.
  var rawItem: [UInt8]?
  /// Tokens that this event gives to the client as they are.
  var delivered: Set<Lineage.Note> = []

  init(_ guardrail: Guardrail, masking: OutputMasker? = nil) {
    self.guardrail = guardrail
    self.masking = masking
  }

  /// What was done since this was asked last.
  mutating func takeCounts() -> RestoreCounts {
    defer { counts = RestoreCounts() }
    return counts
  }

  /// Restores one event; masks it first if output is masked.
  mutating func restore(_ frame: [UInt8], _ state: inout ConversationState) -> Outcome {
    let bytes = frame.span
    do throws(FrameError) {
      try tape.scanObject(bytes, limits: guardrail.settings.frame)
    } catch {
      // What cannot be read holds no token that could be told apart; it passes as it is, unless
      // nothing may pass that was not looked at.
      return masking == nil ? .forward : Outcome(before: [], frame: .refuse(OwnEvent.unreadable()))
    }
    begin()
    let head = EventHead(tape, bytes)
    let type = bytes.extracting(head.type.map { tape.values[$0].range } ?? 0..<0)
    let lane = bytes.extracting(head.lane.map { tape.values[$0].range } ?? 0..<0)
    let kind = self.kind(head, type, bytes)
    var before: [[UInt8]] = []
    if !state.streams.isEmpty { endStreams(kind.effect, head, type, lane, bytes, &state, &before) }
    follow(kind.effect, head, type, lane, bytes, &state)
    defer { note(lane, &state) }
    guard let masking else {
      return restore(frame, head, kind, type, lane, before, &state)
    }
    guard masking.masksDeltas || !kind.isPieceOrWhole else {
      if kind.effect == .delta, isOutputText(type) {
        follow(delta: head, kind.node, type, lane, bytes, &state)
      }
      return Outcome(before: before, frame: .drop)
    }
    guard kind.effect != .delta || !isPlainDelta(head, kind.node, bytes) else {
      return restore(frame, head, kind, type, lane, before, &state)
    }
    let masked: [UInt8]?
    do throws(Refusal) {
      masked = try masking.mask(
        frame, tape, root: kind.node, asksForJSON: asksForJSON, isDelta: kind.effect == .delta,
        state.tokens)
    } catch {
      return Outcome(before: before, frame: .refuse(OwnEvent.unscannable(error, lane: lane.array)))
    }
    guard let masked else { return restore(frame, head, kind, type, lane, before, &state) }
    rawItem = head.item.map { bytes.extracting(tape.values[$0].range).array }
    return restore(masked: masked, kind, before, &state)
  }

  private mutating func begin() {
    edits.removeAll()
    notesShifts = false
    place = nil
    holding.removeAll(keepingCapacity: true)
    pieces.removeAll(keepingCapacity: true)
    emptied = nil
    rawItem = nil
  }

  /// Follows a delta that is dropped: annotations of its text have offsets into what the client sees
  /// in the end.
  private mutating func follow(
    delta head: EventHead, _ node: Int, _ type: Span<UInt8>, _ lane: Span<UInt8>,
    _ bytes: Span<UInt8>, _ state: inout ConversationState
  ) {
    let before = (counts, delivered, notes)
    var flushed: [[UInt8]] = []
    restoreDeltas(head, node, type, lane, bytes, &state, &flushed)
    // Nobody is given any of it.
    (counts, delivered, notes) = before
    failures = []
  }

  /// The events that come before the one that is read: errors of our own last.
  private mutating func withFailures(_ before: [[UInt8]]) -> [[UInt8]] {
    guard !failures.isEmpty else { return before }
    defer { failures = [] }
    return before + failures
  }

  /// Restores an event that was masked.
  private mutating func restore(
    masked frame: [UInt8], _ kind: Kind, _ before: [[UInt8]],
    _ state: inout ConversationState
  ) -> Outcome {
    let bytes = frame.span
    do throws(FrameError) {
      try tape.scanObject(bytes, limits: guardrail.settings.frame)
    } catch {
      return Outcome(before: before, frame: .refuse(OwnEvent.unreadable()))
    }
    let head = EventHead(tape, bytes)
    var outcome = restore(
      frame, head, kind, bytes.extracting(head.type.map { tape.values[$0].range } ?? 0..<0),
      bytes.extracting(head.lane.map { tape.values[$0].range } ?? 0..<0), before, &state)
    if outcome.frame == .forward { outcome.frame = .replace(frame) }
    return outcome
  }

  private mutating func restore(
    _ frame: [UInt8], _ head: EventHead, _ kind: Kind,
    _ type: Span<UInt8>, _ lane: Span<UInt8>, _ before: [[UInt8]],
    _ state: inout ConversationState
  ) -> Outcome {
    let bytes = frame.span
    var before = before
    // Without tokens there is nothing to restore; a report counts what looks like one.
    guard !state.tokens.isEmpty || guardrail.settings.isReportOnly || masking != nil else {
      return Outcome(before: before, frame: .forward)
    }
    if kind.effect == .delta {
      restoreDeltas(head, kind.node, type, lane, bytes, &state, &before)
    } else if let annotation = head.annotation {
      shiftStreamAnnotation(annotation, kind.node, head, lane, bytes, state)
    }
    _ = walk(0, kind.node, bytes, &state)
    noteDelivered(lane, &state)
    notes.settle(FramePath(tape: tape, dialect: guardrail.dialect), root: kind.node, bytes)
    guard !edits.isEmpty else {
      for position in holding { state.streams[position].envelope = frame }
      return Outcome(before: withFailures(before), frame: .forward)
    }
    let restored = edits.apply(to: bytes)
    for position in holding { state.streams[position].envelope = restored }
    return Outcome(before: withFailures(before), frame: .replace(restored))
  }

  /// What an event is.
  struct Kind {
    /// Its row.
    var node: Int
    var effect: EventEffect
    /// Whether it is a delta, or the event that ends a stream, a part or an item.
    var isPieceOrWhole: Bool
  }

  /// The row of an event; of an unknown one the default row with what its name says.
  private func kind(_ head: EventHead, _ type: Span<UInt8>, _ bytes: Span<UInt8>) -> Kind {
    guard let index = head.type, tape.values[index].isEscaped else {
      return kind(named: type, head, bytes)
    }
    return kind(named: JSONString.decoded(type).span, head, bytes)
  }

  private func kind(
    named type: Span<UInt8>, _ head: EventHead, _ bytes: Span<UInt8>
  ) -> Kind {
    let isDelta = EventType.isDelta(type)
    let isDone = EventType.isDone(type)
    let unknown = guardrail.dialect.unknownEvent
    guard let index = head.type else {
      return Kind(node: unknown.node, effect: .none, isPieceOrWhole: false)
    }
    let value = tape.values[index]
    if let known = guardrail.dialect.event(bytes, value.range, isEscaped: value.isEscaped) {
      return Kind(node: known.node, effect: known.effect, isPieceOrWhole: isDelta || isDone)
    }
    let effect: EventEffect =
      isDelta && head.delta != nil ? .delta : isDone ? .endsStream : .none
    return Kind(node: unknown.node, effect: effect, isPieceOrWhole: isDelta || isDone)
  }

  // MARK: Whole texts

  /// Restores one value and all it holds; answers whether it is a string that has changed.
  private mutating func walk(
    _ index: Int, _ node: Int, _ bytes: Span<UInt8>, _ state: inout ConversationState
  ) -> Bool {
    // Log probabilities that have gone with the delta that they are of.
    if emptied == index { return false }
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
    case .string:
      guard !pieces.contains(index),
        bytes.extracting(value.range).mayHoldToken(isEscaped: value.isEscaped)
          || holdsFile(index, node, bytes)
      else { return false }
      place = index
      return restoreString(index, node, bytes, state)
    case .number, .true, .false, .null: break
    }
    return false
  }

  private func holdsFile(_ index: Int, _ node: Int, _ bytes: Span<UInt8>) -> Bool {
    switch guardrail.dialect.nodes[node].slot {
    case .fileData, .fetchableOrData:
      DataURL.isDataURL(bytes.extracting(tape.values[index].range.prefix(8)).array)
    default: false
    }
  }

  private mutating func restoreString(
    _ index: Int, _ node: Int, _ bytes: Span<UInt8>, _ state: ConversationState,
    asPatch: Bool = false
  ) -> Bool {
    let value = tape.values[index]
    switch guardrail.dialect.nodes[node].slot {
    case .opaque: return false
    case .structural(let characters) where characters.contains(bytes.extracting(value.range)):
      return false
    case .text(let form, let sink), .delta(let form, let sink):
      return restoreText(
        value.range, isEscaped: value.isEscaped, asPatch ? .patch : form, sink, bytes, state)
    case .json(let sink):
      return restoreText(value.range, isEscaped: value.isEscaped, .plain, sink, bytes, state)
    case .fileData, .fetchableOrData:
      if let restored = restoreFile(value.range, bytes, state) { return restored }
      return restoreText(value.range, isEscaped: value.isEscaped, .plain, .prose, bytes, state)
    default:
      return restoreText(value.range, isEscaped: value.isEscaped, .plain, .prose, bytes, state)
    }
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
      tape.values[list].kind == .array, tape.values[list].next > list + 1
    {
      notesShifts = true
      shifts.removeAll()
    }
    var child = tape.firstChild(of: index)
    while child < end {
      let value = tape.values[child]
      let member = dialect.member(of: node, value, in: bytes)
      if !member.isNamed, let key = value.keyRange,
        bytes.extracting(key).mayHoldToken(isEscaped: value.isKeyEscaped)
      {
        place = child
        _ = restoreText(key, isEscaped: value.isKeyEscaped, .plain, .prose, bytes, state)
      }
      if tape.isLogprobs(child, member, dialect, bytes) {
        logprobs = child
      } else if notesShifts, tape.hasKey(Names.annotations, at: child, in: bytes) {
        annotations = (child, member.node)
      } else if value.kind == .string, isPatchInput(child, of: index, bytes, state) {
        place = child
        if restoreString(child, member.node, bytes, state, asPatch: true) { hasChanged = true }
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

  /// Whether a string is the input of a custom tool named `apply_patch`, in its item or in the event
  /// that ends it.
  private func isPatchInput(
    _ index: Int, of object: Int, _ bytes: Span<UInt8>, _ state: ConversationState
  ) -> Bool {
    guard tape.hasKey(Names.input, at: index, in: bytes) else { return false }
    if isNamedPatch(object, bytes) { return true }
    guard object == 0, !state.patches.isEmpty,
      let item = tape.member(Names.itemID, of: object, in: bytes)
    else { return false }
    let id = bytes.extracting(tape.values[item].range)
    return state.patches.contains { id.equals($0) }
  }

  func isNamedPatch(_ object: Int, _ bytes: Span<UInt8>) -> Bool {
    guard let name = tape.member(Names.name, of: object, in: bytes) else { return false }
    return tape.isString(Names.applyPatch, at: name, in: bytes)
  }

  /// Restores a text that is whole; answers whether it has changed.
  private mutating func restoreText(
    _ range: Range<Int>, isEscaped: Bool, _ form: TextForm, _ sink: Sink, _ bytes: Span<UInt8>,
    _ state: ConversationState
  ) -> Bool {
    let raw = bytes.extracting(range)
    guard isEscaped else {
      restore(raw, form, sink, state)
      edits.replace(textEdits, in: range, escaped: nil)
      return !textEdits.isEmpty
    }
    var text = scratch
    scratch = []
    text.removeAll(keepingCapacity: true)
    JSONString.decode(raw, into: &text)
    restore(text.span, form, sink, state)
    scratch = text
    edits.replace(textEdits, in: range, escaped: raw)
    return !textEdits.isEmpty
  }

  /// Fills `textEdits` with the changes to a whole text.
  mutating func restore(
    _ text: Span<UInt8>, _ form: TextForm, _ sink: Sink, _ state: ConversationState
  ) {
    var restorer = TextRestorer(isSource: isSource(form, text))
    var policy = RestorePolicy(
      state.tokens, guardrail.settings, sink: sink, isPatch: form == .patch)
    textEdits.removeAll(keepingCapacity: true)
    replaced.removeAll(keepingCapacity: true)
    restorer.read(
      text, isLast: true, policy.reading, edits: &textEdits, replaced: &replaced
    ) { name, place in policy.resolve(name, place) }
    take(policy)
    if notesShifts, form == .sourceIfAsked { note(replaced, in: text, position: 0, &shifts) }
  }

  mutating func take(_ policy: RestorePolicy) {
    counts.restored += policy.counts.restored
    counts.unknown += policy.counts.unknown
    for (reason, count) in policy.counts.kept { counts.kept[reason, default: 0] += count }
    delivered.formUnion(policy.delivered)
    notes.add(policy, at: place)
  }

  private mutating func isSource(_ form: TextForm, _ text: Span<UInt8>) -> Bool {
    switch form {
    case .plain, .identity, .patch, .sourceIfSentWhole: return false
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

  /// Restores the text of a file; nil if the string holds none.
  private mutating func restoreFile(
    _ range: Range<Int>, _ bytes: Span<UInt8>, _ state: ConversationState
  ) -> Bool? {
    let string = JSONString.decoded(bytes.extracting(range))
    guard DataURL.isDataURL(string), let url = DataURL(string), url.isText || url.isUntyped,
      let data = url.decoded
    else { return nil }
    guard let file = FileText(data, charset: url.charset) else { return nil }
    restore(file.text.span, .sourceIfWhole, .prose, state)
    guard !textEdits.isEmpty else { return false }
    var changes = FrameEdits()
    for edit in textEdits { changes.replace(edit.range, with: edit.text.span) }
    let restored = url.encoded(file.encoded(changes.apply(to: file.text.span)))
    edits.replace(range, withText: restored.span)
    return true
  }
}
