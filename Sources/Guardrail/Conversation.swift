internal import Dialects
internal import FrameJSON

/// One connection between a client and its backend.
///
/// A pure state machine: a frame goes in, what to do with it comes out. It reads no clock but that
/// of CPU time, and does no input or output.
public struct Conversation {
  private var state: ConversationState
  private let isReportOnly: Bool

  /// A connection of a principal, whose tokens restore for no other one.
  ///
  /// - Parameters:
  ///   - guardrail: What it shares with others.
  ///   - principal: The principal as UTF-8 without NUL.
  public init(_ guardrail: Guardrail, principal: [UInt8]) {
    isReportOnly = guardrail.settings.isReportOnly
    state = ConversationState(
      issuer: TokenIssuer(principal: principal, key: guardrail.key, vault: guardrail.vault),
      mostLanes: guardrail.settings.lanes)
  }

  // MARK: Client frames

  /// A text frame from the client.
  public mutating func receive(client frame: [UInt8], _ workspace: Workspace) -> Outcome {
    let bytes = frame.span
    if isReportOnly { workspace.masker.report?.frames += 1 }
    do throws(FrameError) {
      try workspace.masker.tape.scanObject(bytes, limits: workspace.guardrail.settings.frame)
    } catch {
      let refusal = Refusal(error, limits: workspace.guardrail.settings.frame)
      return refused(refusal, reply: { refusal.event() }, workspace)
    }
    do throws(Refusal) {
      try workspace.mask(bytes, &state.issuer)
    } catch {
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
    if isReportOnly { workspace.masker.report?.frames += 1 }
    return refused(refusal, reply: { refusal.event() }, workspace)
  }

  private func refused(
    _ refusal: Refusal, reply: () -> [UInt8], _ workspace: Workspace
  ) -> Outcome {
    guard isReportOnly else { return Outcome(before: [], frame: .refuse(reply())) }
    workspace.masker.report?.countRefusal(refusal.rule)
    return .forward
  }

  // MARK: Backend frames

  /// A text frame from the backend.
  public mutating func receive(backend frame: [UInt8], _ workspace: Workspace) -> Outcome {
    isReportOnly ? .forward : workspace.restorer.restore(frame, &state)
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
      if let event = workspace.restorer.flush(&state.streams[index], sequenceNumber: nil) {
        events.append(event)
      }
    }
    state.streams = []
    for lane in state.lanes where lane.open > 0 {
      events.append(OwnEvent.upstreamClosed(code: code, lane: lane.id))
    }
    state.lanes = []
    return events
  }
}

extension Workspace {
  /// Masks the client frame that is on the masker's tape and sets its model.
  fileprivate func mask(_ bytes: Span<UInt8>, _ issuer: inout TokenIssuer) throws(Refusal) {
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
    try masker.mask(bytes, root: kind.node, issuer: &issuer)
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
  fileprivate func reply(to bytes: Span<UInt8>, _ refusal: Refusal) -> [UInt8] {
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

  /// Notes that a response was asked for.
  fileprivate func followClient(_ bytes: Span<UInt8>, _ state: inout ConversationState) {
    let tape = masker.tape
    guard let type = tape.member(Names.type, of: 0, in: bytes),
      tape.isString(Names.responseCreate, at: type, in: bytes)
    else { return }
    let member =
      tape.member(Names.streamID, of: 0, in: bytes)
      ?? tape.member(Names.response, of: 0, in: bytes)
      .flatMap { tape.member(Names.streamID, of: $0, in: bytes) }
    let lane = state.lane(bytes.extracting(member.map { tape.values[$0].range } ?? 0..<0))
    state.lanes[lane].open += 1
  }
}
