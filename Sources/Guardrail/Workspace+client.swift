internal import Dialects
internal import FrameJSON
internal import Tokens

/// Client frames.
extension Workspace {
  /// Masks the client frame that is on the masker's tape and sets its model.
  func mask(
    _ bytes: Span<UInt8>, _ models: ModelPolicy, _ tokens: ConnectionTokens
  ) throws(Refusal) {
    let tape = masker.tape
    let dialect = guardrail.dialect
    var kind = dialect.unknownFrame
    if let type = tape.member(Names.type, of: 0, in: bytes), tape.values[type].kind == .string {
      let value = tape.values[type]
      kind =
        dialect.clientFrame(bytes, value.range, isEscaped: value.isEscaped)
        ?? dialect.unknownFrame
    }
    models.modelMembers(tape, bytes, into: &masker.overwritten)
    tokens.beginTurn()
    try attachAncestors(bytes, tokens)
    tokens.enterOwnScope()
    try masker.mask(bytes, root: kind.node, tokens)
    let broken = models.enforce(masker.overwritten, tape, bytes, &masker.edits)
    if let broken {
      throw Refusal(
        "model", broken.advice,
        param: broken.index == 0
          ? "model"
          : FramePath(tape: tape, dialect: dialect)
            .text(to: broken.index, root: kind.node, in: bytes, withIndexes: true))
    }
  }

  /// What the sender of a refused frame gets.
  func reply(to bytes: Span<UInt8>, _ refusal: Refusal) -> [UInt8] {
    let tape = masker.tape
    var lane = 0..<0
    if let member = tape.member(Names.streamID, of: 0, in: bytes)
      ?? tape.member(Names.response, of: 0, in: bytes)
      .flatMap({ tape.member(Names.streamID, of: $0, in: bytes) }),
      tape.values[member].kind == .string
    {
      lane = tape.values[member].range
    }
    let streamID: Range<Int>? = lane.isEmpty ? nil : lane
    guard let type = tape.member(Names.type, of: 0, in: bytes),
      tape.isString(Names.responseSteer, at: type, in: bytes)
    else { return refusal.event(in: bytes, streamID: streamID) }
    func raw(_ name: MemberName) -> Range<Int>? {
      tape.member(name, of: 0, in: bytes).map { tape.values[$0].rangeWithQuotes }
    }
    return refusal.steerFailure(
      in: bytes, input: raw(Names.input), previousResponseID: raw(Names.previousResponseID),
      streamID: streamID)
  }

  // MARK: Lineage

  /// Adds what may be restored because the frame names where it goes on from.
  private func attachAncestors(
    _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) {
    let tape = masker.tape
    var holders = [0]
    if let response = tape.member(Names.response, of: 0, in: bytes) { holders.append(response) }
    for holder in holders where tape.values[holder].kind == .object {
      if let id = text(Names.previousResponseID, of: holder, bytes) {
        try attach(.response(id), isTurn: true, tokens)
      }
      if let id = conversation(of: holder, bytes) {
        try attach(.conversation(id), isTurn: false, tokens)
      }
      guard let input = tape.member(Names.input, of: holder, in: bytes),
        tape.values[input].kind == .array
      else { continue }
      var item = tape.firstChild(of: input)
      while item < tape.values[input].next {
        if tape.values[item].kind == .object {
          if let id = text(Names.id, of: item, bytes) { _ = tokens.attach(.item(id)) }
          if let content = text(Names.encryptedContent, of: item, bytes) {
            _ = tokens.attach(.content(content))
          }
        }
        item = tape.values[item].next
      }
    }
  }

  private func attach(
    _ id: LineageID, isTurn: Bool, _ tokens: ConnectionTokens
  ) throws(Refusal) {
    guard !tokens.attach(id) else { return }
    masker.report.unknownLineage += 1
    guard isTurn, guardrail.settings.unknownLineage == .refuse else { return }
    throw Refusal(
      Refusal.previousResponseNotFound,
      "the values behind its tokens are not known here; send the whole conversation.",
      param: "previous_response_id")
  }

  private func conversation(of holder: Int, _ bytes: Span<UInt8>) -> [UInt8]? {
    guard let member = masker.tape.member(Names.conversation, of: holder, in: bytes) else {
      return nil
    }
    return masker.tape.values[member].kind == .object
      ? text(Names.id, of: member, bytes) : text(Names.conversation, of: holder, bytes)
  }

  /// The text of a member that is a string.
  private func text(_ name: MemberName, of object: Int, _ bytes: Span<UInt8>) -> [UInt8]? {
    guard let member = masker.tape.member(name, of: object, in: bytes),
      masker.tape.values[member].kind == .string
    else { return nil }
    return JSONString.decoded(bytes.extracting(masker.tape.values[member].range))
  }

  /// Notes what a frame that goes out asks for, and whose tokens it names.
  func followClient(_ bytes: Span<UInt8>, _ state: inout ConversationState) {
    let tape = masker.tape
    guard let type = tape.member(Names.type, of: 0, in: bytes) else { return }
    if tape.isString(Names.responseCreate, at: type, in: bytes) {
      let member =
        tape.member(Names.streamID, of: 0, in: bytes)
        ?? tape.member(Names.response, of: 0, in: bytes)
        .flatMap { tape.member(Names.streamID, of: $0, in: bytes) }
      let lane = state.lane(bytes.extracting(member.map { tape.values[$0].range } ?? 0..<0))
      state.lanes[lane].open += 1
      let turn = state.tokens.endTurn()
      state.lanes[lane].waiting.append(turn)
      state.lanes[lane].asked.append(record(of: bytes, &state, in: state.lanes[lane].id))
      // Not every response says of which conversation it is.
      if let id = conversation(of: 0, bytes)
        ?? tape.member(Names.response, of: 0, in: bytes).flatMap({ conversation(of: $0, bytes) })
      {
        state.tokens.extend(.conversation(id), by: turn)
      }
    } else if tape.isString(Names.responseSteer, at: type, in: bytes)
      || tape.isString(Names.responseInject, at: type, in: bytes)
    {
      // What is put into a response that runs belongs to its turn.
      let id =
        text(Names.previousResponseID, of: 0, bytes) ?? text(Names.responseID, of: 0, bytes) ?? []
      let lane =
        state.lanes.firstIndex { $0.responseID == id } ?? state.lane(bytes.extracting(0..<0))
      state.lanes[lane].add(masked: masker.masked)
      if !state.lanes[lane].isRunning, let last = state.lanes[lane].waiting.last {
        let count = state.lanes[lane].waiting.count
        state.lanes[lane].waiting[count - 1] = state.tokens.endTurn(after: [last])
        return
      }
      let turn = state.tokens.endTurn(after: state.lanes[lane].turn.map { [$0] } ?? [])
      state.lanes[lane].turn = turn
      if !state.lanes[lane].responseID.isEmpty {
        state.tokens.record(turn, under: .response(state.lanes[lane].responseID))
      }
    } else {
      state.tokens.deferTurn()
    }
  }

  // MARK: Records

  /// The record of a response that a frame asks for.
  private func record(
    of bytes: Span<UInt8>, _ state: inout ConversationState, in lane: [UInt8]
  ) -> ResponseRecord {
    var record = ResponseRecord(start: guardrail.uptime())
    record.lane = ResponseRecord.loggable(lane.span)
    record.model = model(in: bytes, state)
    record.masked = masker.masked
    return record
  }

  /// The model of a frame, as it may stand in a log.
  private func model(in bytes: Span<UInt8>, _ state: ConversationState) -> String? {
    if let enforced = state.models.enforced { return ResponseRecord.loggable(enforced.span) }
    let tape = masker.tape
    guard
      let member = tape.member(Names.model, of: 0, in: bytes)
        ?? tape.member(Names.response, of: 0, in: bytes)
        .flatMap({ tape.member(Names.model, of: $0, in: bytes) }),
      tape.values[member].kind == .string
    else { return nil }
    return ResponseRecord.loggable(bytes.extracting(tape.values[member].range))
  }

  /// Notes a frame that was refused.
  func note(_ refusal: Refusal, _ state: inout ConversationState) {
    var record = ResponseRecord(start: guardrail.uptime())
    record.outcome = .refused
    record.rule = refusal.rule
    state.finished.append(record)
  }
}
