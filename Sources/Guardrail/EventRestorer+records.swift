internal import Tokens

/// What is counted of responses, for a log.
extension EventRestorer {
  /// The response that begins is the one that was asked for first, or a successor that no frame
  /// asked for.
  func beginRecord(_ lane: Int, _ state: inout ConversationState) {
    let now = guardrail.uptime()
    if var before = state.lanes[lane].record {
      before.end(.closed, at: now)
      state.finished.append(before)
    }
    if state.lanes[lane].asked.isEmpty {
      var record = ResponseRecord(start: now)
      let id = state.lanes[lane].id
      record.lane = ResponseRecord.loggable(id.span)
      record.model = state.finished.last?.model
      state.lanes[lane].record = record
    } else {
      state.lanes[lane].record = state.lanes[lane].asked.removeFirst()
    }
  }

  /// Adds what was done with an event of a lane to the record of its response, and ends the record
  /// if the event ended the response.
  func note(_ id: Span<UInt8>, _ state: inout ConversationState) {
    guard let lane = state.lanes.firstIndex(where: { id.equals($0.id) }) else { return }
    if state.lanes[lane].record == nil, state.lanes[lane].asked.isEmpty { return }
    let holds = state.streams.contains {
      $0.holdsText && id.equals($0.key.lane)
    }
    let ending = state.lanes[lane].ending
    state.lanes[lane].ending = nil
    let isRunning = ending?.isRunning ?? (state.lanes[lane].record != nil)
    // Most events change nothing.
    if ending == nil, counts.restored == 0, counts.unknown == 0 {
      let (isTimed, wasHeld) =
        isRunning
        ? state.lanes[lane].record?.isTimed ?? (false, false) : state.lanes[lane].asked[0].isTimed
      if isTimed, wasHeld == holds { return }
    }
    guard
      var record = isRunning ? state.lanes[lane].record : state.lanes[lane].asked.first
    else { return }
    record.restored += counts.restored
    record.unknownTokens += counts.unknown
    // The clock is read where something changes, not for each event.
    if record.untilFirstEvent == nil || ending != nil || holds != (record.heldSince != nil) {
      let now = guardrail.uptime()
      record.noteEvent(at: now)
      if holds, record.heldSince == nil {
        record.heldSince = now
      } else if !holds, let since = record.heldSince {
        record.held += now - since
        record.heldSince = nil
      }
      if let ending {
        record.end(ending.outcome, at: now)
        state.finished.append(record)
        if isRunning {
          state.lanes[lane].record = nil
        } else {
          state.lanes[lane].asked.removeFirst()
        }
        return
      }
    }
    if isRunning {
      state.lanes[lane].record = record
    } else {
      state.lanes[lane].asked[0] = record
    }
  }
}

extension ResponseRecord.Outcome {
  /// How an event that ends a response ends it.
  init(ofEvent type: Span<UInt8>) {
    self =
      type.equals(Array("response.completed".utf8))
      ? .completed
      : type.equals(Array("response.incomplete".utf8))
        ? .incomplete : type.equals(Array("response.failed".utf8)) ? .failed : .error
  }
}
