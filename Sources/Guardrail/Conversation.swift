internal import Dialects
internal import FrameJSON

/// One connection between a client and its backend.
///
/// A pure state machine: a frame goes in, what to do with it comes out. It reads no clock but that
/// of CPU time, and does no input or output.
public struct Conversation {
  private(set) var state: ConversationState
  private let isReportOnly: Bool
  private let dropsDeltas: Bool

  /// A connection of a principal, whose tokens restore for no other one.
  ///
  /// - Parameters:
  ///   - guardrail: What it shares with others.
  ///   - principal: The principal as UTF-8 without NUL.
  ///   - models: The models that this connection may use; nil for those of the settings.
  public init(_ guardrail: Guardrail, principal: [UInt8], models: [String]? = nil) {
    isReportOnly = guardrail.settings.isReportOnly
    dropsDeltas = guardrail.settings.outputMasking == .suppress
    state = ConversationState(
      tokens: ConnectionTokens(guardrail, principal: principal),
      models: ModelPolicy(models: models ?? guardrail.settings.models),
      mostLanes: guardrail.settings.lanes)
  }

  /// Responses that were asked for or began and have not ended.
  public var openResponses: Int { state.lanes.reduce(0) { $0 + $1.open } }

  /// Bytes of text of the backend that have arrived and not gone on, but will; of deltas that are
  /// dropped none.
  public var heldBytes: Int {
    dropsDeltas ? 0 : state.streams.reduce(0) { $0 + $1.heldBytes }
  }

  // MARK: Client frames

  /// A text frame from the client.
  public mutating func receive(client frame: [UInt8], _ workspace: Workspace) -> Outcome {
    let bytes = frame.span
    workspace.masker.report.frames += 1
    do throws(FrameError) {
      try workspace.masker.tape.scanObject(bytes, limits: workspace.guardrail.settings.frame)
    } catch {
      let refusal = Refusal(error, limits: workspace.guardrail.settings.frame)
      return refused(refusal, reply: { refusal.event() }, workspace)
    }
    do throws(Refusal) {
      try workspace.mask(bytes, state.models, state.tokens)
    } catch {
      state.tokens.abandonTurn()
      return refused(error, reply: { workspace.reply(to: bytes, error) }, workspace)
    }
    guard !isReportOnly else { return .forward }
    workspace.followClient(bytes, &state)
    guard !workspace.masker.edits.isEmpty else { return .forward }
    return Outcome(before: [], frame: .replace(workspace.masker.edits.apply(to: bytes)))
  }

  /// A binary frame from the client. The protocol has none, and it cannot be read.
  public mutating func receiveBinaryFromClient(_ workspace: Workspace) -> Outcome {
    let refusal = Refusal("binary_frame", "send text frames; binary frames are not scanned.")
    workspace.masker.report.frames += 1
    return refused(refusal, reply: { refusal.event() }, workspace)
  }

  private mutating func refused(
    _ refusal: Refusal, reply: () -> [UInt8], _ workspace: Workspace
  ) -> Outcome {
    workspace.masker.report.countRefusal(refusal.rule)
    workspace.masker.noted = []
    guard !isReportOnly else { return .forward }
    workspace.note(refusal, &state)
    return Outcome(before: [], frame: .refuse(reply()))
  }

  // MARK: Backend frames

  /// A text frame from the backend.
  public mutating func receive(backend frame: [UInt8], _ workspace: Workspace) -> Outcome {
    let outcome = workspace.restorer.restore(frame, &state)
    workspace.masker.report.add(workspace.restorer.takeCounts())
    return isReportOnly ? .forward : outcome
  }

  /// Whether a binary frame from the backend is a text frame in disguise: UTF-8 JSON.
  public func isText(_ binary: [UInt8], _ workspace: Workspace) -> Bool {
    guard !isReportOnly else { return false }
    do throws(FrameError) {
      try workspace.restorer.tape.scan(
        binary.span, limits: workspace.guardrail.settings.frame)
      return true
    } catch {
      return false
    }
  }

  /// The backend has closed the connection: what the client gets before its close.
  ///
  /// - Parameter code: The close code; nil if there was none.
  public mutating func backendClosed(code: Int?, _ workspace: Workspace) -> [[UInt8]] {
    guard !isReportOnly else { return [] }
    var events: [[UInt8]] = []
    for index in state.streams.indices {
      if let event = workspace.restorer.flush(index, &state, sequenceNumber: nil) {
        events.append(event)
      }
    }
    state.streams = []
    for lane in state.lanes where lane.open > 0 {
      events.append(OwnEvent.upstreamClosed(code: code, lane: lane.id))
    }
    for record in takeLastRecords(workspace) { state.finished.append(record) }
    state.lanes = []
    return events
  }

  // MARK: Records

  /// The records of responses that have ended and of frames that were refused since this was asked
  /// last.
  public mutating func takeRecords() -> [ResponseRecord] {
    guard !state.finished.isEmpty else { return [] }
    defer { state.finished = [] }
    return state.finished
  }

  /// The connection is over: the records of what has not ended too.
  public mutating func takeLastRecords(_ workspace: Workspace) -> [ResponseRecord] {
    let now = workspace.guardrail.uptime()
    for lane in state.lanes.indices {
      for var record in state.lanes[lane].records {
        record.end(.closed, at: now)
        state.finished.append(record)
      }
      state.lanes[lane].record = nil
      state.lanes[lane].asked = []
    }
    return takeRecords()
  }

  /// What the client is told of lanes whose backend has sent nothing since a frame asked for a
  /// response that long ago; each once.
  public mutating func noteSilence(of duration: Duration, _ workspace: Workspace) -> [[UInt8]] {
    let now = workspace.guardrail.uptime()
    var events: [[UInt8]] = []
    for lane in state.lanes.indices where state.lanes[lane].record == nil {
      guard let asked = state.lanes[lane].asked.first, asked.untilFirstEvent == nil,
        !asked.isToldSilent, now - asked.start >= duration
      else { continue }
      state.lanes[lane].asked[0].isToldSilent = true
      events.append(OwnEvent.backendSilent(lane: state.lanes[lane].id))
    }
    return events
  }
}
