internal import Dialects
internal import FrameJSON
internal import Tokens

/// What an event says of the responses of its lane, and of what a client may name later.
extension EventRestorer {
  /// Keeps count of the responses of a lane, and remembers whose tokens they hold.
  mutating func follow(
    _ effect: EventEffect, _ head: EventHead, _ type: Span<UInt8>, _ lane: Span<UInt8>,
    _ bytes: Span<UInt8>, _ state: inout ConversationState
  ) {
    let isAboutResponse =
      head.response != nil || effect == .beginsResponse || effect == .endsResponse
    let itemID = bytes.extracting(head.item.map { tape.values[$0].range } ?? 0..<0)
    guard isAboutResponse || head.wholeItem != nil else {
      let known = state.lanes.firstIndex { lane.equals($0.id) }
      asksForJSON = known.map { state.isJSON(itemID, ofLane: $0) } ?? false
      return
    }
    let index = state.lane(lane)
    if let response = head.response {
      if let id = text(Names.id, of: response, bytes) { begin(id, response, index, bytes, &state) }
      if let asks = asksForJSON(response, bytes) {
        state.lanes[index].asksForJSON = asks
      } else if effect == .beginsResponse {
        state.lanes[index].asksForJSON = false
      }
      recordOutput(of: response, index, bytes, state)
    }
    asksForJSON = state.isJSON(itemID, ofLane: index)
    if effect == .endsResponse, let response = head.response {
      asksForJSON = formOfItems(of: response, bytes, state) ?? asksForJSON
    }
    if let item = head.wholeItem {
      record(item, index, isWhole: false, bytes, state)
      if isNamedPatch(item, bytes), let id = text(Names.id, of: item, bytes) {
        state.notePatch(id)
      }
    }
    if effect == .endsResponse {
      end(index, hasResponse: head.response != nil, .init(ofEvent: type), &state)
    }
  }

  /// Whether the text of a response's items was taken for JSON as it arrived; nil if none did.
  private func formOfItems(
    of response: Int, _ bytes: Span<UInt8>, _ state: ConversationState
  ) -> Bool? {
    guard let output = tape.member(Names.output, of: response, in: bytes) else { return nil }
    var item = tape.firstChild(of: output)
    while item < tape.values[output].next {
      if tape.values[item].kind == .object, let id = tape.member(Names.id, of: item, in: bytes) {
        let raw = bytes.extracting(tape.values[id].range)
        if let known = state.itemForms.last(where: { raw.equals($0.item) }) { return known.isJSON }
      }
      item = tape.values[item].next
    }
    return nil
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

  /// A response that the lane has not had before: that of the oldest turn that waits, or the
  /// successor of the one before, for which there is no client frame.
  private func begin(
    _ id: [UInt8], _ response: Int, _ lane: Int, _ bytes: Span<UInt8>,
    _ state: inout ConversationState
  ) {
    guard state.lanes[lane].responseID != id else { return }
    state.lanes[lane].responseID = id
    state.lanes[lane].isRunning = true
    // What the response before was asked for says nothing of this one.
    state.lanes[lane].asksForJSON = false
    state.lanes[lane].open = max(1, state.lanes[lane].open)
    beginRecord(lane, &state)
    if !state.lanes[lane].waiting.isEmpty {
      state.lanes[lane].turn = state.lanes[lane].waiting.removeFirst()
    } else if let before = state.lanes[lane].turn {
      state.lanes[lane].turn = state.tokens.turn(after: [before], scope: before.scope)
    }
    guard let turn = state.lanes[lane].turn else { return }
    state.tokens.record(turn, under: .response(id))
    if let conversation = tape.member(Names.conversation, of: response, in: bytes),
      let id = text(Names.id, of: conversation, bytes)
    {
      state.tokens.extend(.conversation(id), by: turn)
    }
  }

  private func end(
    _ lane: Int, hasResponse: Bool, _ outcome: ResponseRecord.Outcome,
    _ state: inout ConversationState
  ) {
    state.lanes[lane].open = max(0, state.lanes[lane].open - 1)
    if !hasResponse, !state.lanes[lane].waiting.isEmpty {
      // The request that waited longest has failed before its response began.
      state.lanes[lane].waiting.removeFirst()
      state.lanes[lane].ending = (outcome, isRunning: false)
    } else {
      state.lanes[lane].isRunning = false
      state.lanes[lane].ending = (outcome, isRunning: true)
    }
  }

  private func recordOutput(
    of response: Int, _ lane: Int, _ bytes: Span<UInt8>, _ state: ConversationState
  ) {
    guard let output = tape.member(Names.output, of: response, in: bytes),
      tape.values[output].kind == .array
    else { return }
    var item = tape.firstChild(of: output)
    while item < tape.values[output].next {
      record(item, lane, isWhole: true, bytes, state)
      item = tape.values[item].next
    }
  }

  /// Remembers an item and the ciphertext in it, which a client may send back.
  private func record(
    _ item: Int, _ lane: Int, isWhole: Bool, _ bytes: Span<UInt8>, _ state: ConversationState
  ) {
    // Whatever is before a response began is of the one that is waited for.
    let isOfNext = !state.lanes[lane].isRunning && !isWhole
    guard let turn = (isOfNext ? state.lanes[lane].waiting.first : nil) ?? state.lanes[lane].turn
    else { return }
    if let id = text(Names.id, of: item, bytes) { state.tokens.record(turn, under: .item(id)) }
    if let content = text(Names.encryptedContent, of: item, bytes) {
      state.tokens.record(turn, under: .content(content))
    }
  }

  /// Remembers which tokens the client was given as they are: it may send them back so.
  mutating func noteDelivered(_ lane: Span<UInt8>, _ state: inout ConversationState) {
    guard !delivered.isEmpty || state.lanes.contains(where: { !$0.delivered.isEmpty }) else {
      return
    }
    let index = state.lane(lane)
    state.lanes[index].delivered.formUnion(delivered)
    delivered = []
    // Once for all of a response: a lineage costs as much as what it holds.
    guard !state.lanes[index].isRunning, !state.lanes[index].delivered.isEmpty else { return }
    let turn = state.tokens.turn(
      notes: state.lanes[index].delivered, after: state.lanes[index].turn.map { [$0] } ?? [],
      scope: state.lanes[index].turn?.scope)
    state.lanes[index].delivered = []
    state.lanes[index].turn = turn
    let id = state.lanes[index].responseID
    if !id.isEmpty { state.tokens.record(turn, under: .response(id)) }
  }

  /// The text of a member that is a string and not empty.
  private func text(_ name: MemberName, of object: Int, _ bytes: Span<UInt8>) -> [UInt8]? {
    guard let member = tape.member(name, of: object, in: bytes),
      tape.values[member].kind == .string, !tape.values[member].range.isEmpty
    else { return nil }
    return JSONString.decoded(bytes.extracting(tape.values[member].range))
  }
}
