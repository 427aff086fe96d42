internal import Guardrail
internal import NIOCore
internal import Transcripts

/// One connection: a client's socket, its backend's, and the guardrail between them.
///
/// All of it runs on one event loop. A batch of frames is worked on and written before the next one
/// is read, so that a side that stops reading stops the other side's reads.
final class Session {
  private let shared: GatewayShared
  private let start: SessionStart
  private let client: SocketEnd
  private let backend: SocketEnd
  private let workspace: Workspace
  private let log: SessionLog
  private let record: SessionRecord?
  private var conversation: Conversation
  private var toClient: Writer?
  private var toBackend: Writer?
  /// Whether another thread works on the conversation, and who waits until it is back.
  private var isAway = false
  private var waiting: [CheckedContinuation<Void, Never>] = []
  /// Whether what the client sent waits for the backend to take it.
  private var isPassing = false
  /// How each side has ended; nil while it is open.
  private var clientClosing: Closing?
  private var backendClosing: Closing?

  private typealias Writer = NIOAsyncChannelOutboundWriter<[WebSocketMessage]>

  /// What is to be sent once a batch is worked on.
  private struct Outbox {
    var toClient: [WebSocketMessage] = []
    var toBackend: [WebSocketMessage] = []
  }

  init(
    _ shared: GatewayShared, _ start: SessionStart, client: SocketEnd, backend: SocketEnd,
    workspace: Workspace
  ) {
    self.shared = shared
    self.start = start
    self.client = client
    self.backend = backend
    self.workspace = workspace
    log = SessionLog(shared.logger, start)
    record = shared.recorder.map { SessionRecord($0, start) }
    conversation = Conversation(
      shared.guardrail, principal: start.principal, models: start.models)
  }

  /// Runs until both sides are closed; on the event loop, as are the tasks that it starts.
  func run() async {
    let (client, backend) = (client, backend)
    let session = NIOLoopBound(self, eventLoop: client.channel.eventLoop)
    await withTaskCancellationHandler {
      // What a socket fails with is told by its end.
      try? await client.messages.executeThenClose { fromClient, toClient in
        try await backend.messages.executeThenClose { fromBackend, toBackend in
          let session = session.value
          session.toClient = toClient
          session.toBackend = toBackend
          session.watchClient()
          await Self.pump(
            NIOLoopBound(session, eventLoop: client.channel.eventLoop), fromClient, fromBackend)
        }
      }
    } onCancel: {
      client.channel.close(promise: nil)
      backend.channel.close(promise: nil)
    }
    log.write(conversation.takeLastRecords(workspace))
    log.closed(
      client: clientClosing, backend: backendClosing,
      missedPongs: client.handler.value.missedPongs + backend.handler.value.missedPongs)
  }

  /// Leaves the backend as soon as the client has gone without a close. Its pump does so, too, but
  /// not while it waits.
  private func watchClient() {
    client.channel.closeFuture.assumeIsolated().whenComplete { [weak self] _ in
      guard let self, isAway || isPassing, !client.handler.value.hasReceivedClose else { return }
      backend.channel.close(promise: nil)
    }
  }

  private static func pump(
    _ session: NIOLoopBound<Session>, _ fromClient: NIOAsyncChannelInboundStream<WebSocketBatch>,
    _ fromBackend: NIOAsyncChannelInboundStream<WebSocketBatch>
  ) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await session.value.pumpClient(fromClient) }
      group.addTask { await session.value.pumpBackend(fromBackend) }
    }
  }

  // MARK: Client to backend

  private func pumpClient(_ inbound: NIOAsyncChannelInboundStream<WebSocketBatch>) async {
    do {
      for try await batch in inbound {
        await passClient(batch)
        client.meter.value.release(batch.heldBytes)
      }
    } catch {
      // The socket has failed; what follows is the same as when it was closed.
    }
    guard clientClosing == nil else { return }
    // It went without a close: so does its upstream, at once.
    clientClosing = Closing(code: nil, isOwn: true)
    let end = Closing(1001, "the client has gone", isAbort: true)
    await send(Outbox(toBackend: [.close(end)]))
  }

  private func passClient(_ batch: WebSocketBatch) async {
    var out = Outbox()
    for message in batch.messages where clientClosing == nil {
      switch message {
      case .text(let data):
        let frame = Array(data.readableBytesView)
        let outcome: Outcome
        if frame.count > shared.settings.offloadBytes {
          // What stands before it need not wait.
          await send(out)
          out = Outbox()
          guard let masked = await maskAway(frame) else { return }
          outcome = masked
        } else {
          outcome = conversation.receive(client: frame, workspace)
        }
        take(outcome, of: data, from: .client, &out)
      case .binary:
        // The protocol has no binary frames, and they cannot be read.
        clientClosing = Closing(code: 1003, isOwn: true)
        out.toClient.append(.close(Closing(1003, "send text frames")))
        end(.goingAway, &out)
      case .close(let closing):
        clientClosing = closing
        end(closing.isOwn ? .goingAway : masked(closing), &out)
      }
    }
    noteProgress()
    isPassing = true
    await send(out)
    isPassing = false
    watchForFirstEvent()
  }

  private func end(_ closing: Closing, _ out: inout Outbox) {
    record?.close(closing, from: .client)
    out.toBackend.append(.close(closing))
  }

  /// A client's close, without its reason if that holds personal data.
  private func masked(_ closing: Closing) -> Closing {
    workspace.isClean(closing.reason) ? closing : Closing(code: closing.code)
  }

  /// Masks a large frame on another thread.
  private func maskAway(_ frame: [UInt8]) async -> Outcome? {
    isAway = true
    let masked = await shared.largeFrames.mask(frame, conversation)
    if let masked { conversation = masked.conversation }
    isAway = false
    let resumed = waiting
    waiting = []
    for continuation in resumed { continuation.resume() }
    return masked?.outcome
  }

  private func untilBack() async {
    while isAway { await withCheckedContinuation { waiting.append($0) } }
  }

  // MARK: Backend to client

  private func pumpBackend(_ inbound: NIOAsyncChannelInboundStream<WebSocketBatch>) async {
    do {
      for try await batch in inbound {
        await untilBack()
        await passBackend(batch)
        backend.meter.value.release(batch.heldBytes)
      }
    } catch {
      // The socket has failed; what follows is the same as when it was closed.
    }
    guard backendClosing == nil else { return }
    await untilBack()
    var out = Outbox()
    close(Closing(code: nil, isOwn: true), &out)
    await send(out)
  }

  private func passBackend(_ batch: WebSocketBatch) async {
    var out = Outbox()
    for message in batch.messages where backendClosing == nil {
      switch message {
      case .text(let data):
        pass(data, &out)
      case .binary(let data):
        passBinary(data, &out)
      case .close(let closing):
        close(closing, &out)
      }
    }
    noteProgress()
    await send(out)
  }

  /// A binary frame is taken as text if it is; else it is what cannot be read.
  private func passBinary(_ data: ByteBuffer, _ out: inout Outbox) {
    let frame = Array(data.readableBytesView)
    guard !conversation.isText(frame, workspace) else {
      pass(data, &out)
      return
    }
    record?.binary(data, from: .backend)
    let outcome = conversation.receive(backend: frame, workspace)
    if outcome.frame == .forward, outcome.before.isEmpty {
      out.toClient.append(.binary(data))
    } else {
      take(outcome, of: data, from: .backend, &out)
    }
  }

  private func pass(_ data: ByteBuffer, _ out: inout Outbox) {
    record?.text(data, from: .backend)
    let outcome = conversation.receive(backend: Array(data.readableBytesView), workspace)
    take(outcome, of: data, from: .backend, &out)
  }

  /// The backend has closed: what was held goes out, then what open lanes are told, then the close.
  private func close(_ closing: Closing, _ out: inout Outbox) {
    backendClosing = closing
    record?.close(closing, from: .backend)
    let code = closing.isOwn ? nil : closing.code.map(Int.init)
    for event in conversation.backendClosed(code: code, workspace) {
      out.toClient.append(.text(.frame(event)))
    }
    out.toClient.append(.close(closing.isOwn ? Closing(1011, "the backend was lost") : closing))
  }

  // MARK: Both ways

  private func take(
    _ outcome: Outcome, of data: ByteBuffer, from side: TranscriptLine.Side, _ out: inout Outbox
  ) {
    for frame in outcome.before { pass(.frame(frame), from: side, &out) }
    switch outcome.frame {
    case .forward: pass(data, from: side, &out)
    case .replace(let frame): pass(.frame(frame), from: side, &out)
    case .refuse(let reply): out.toClient.append(.text(.frame(reply)))
    case .drop: break
    }
  }

  private func pass(_ frame: ByteBuffer, from side: TranscriptLine.Side, _ out: inout Outbox) {
    switch side {
    case .client:
      record?.text(frame, from: .client)
      out.toBackend.append(.text(frame))
    case .backend:
      out.toClient.append(.text(frame))
    }
  }

  /// Writes what is to be sent, and waits while a side does not take more. A socket that is closed
  /// takes nothing; its own pump sees that it has ended.
  private func send(_ out: Outbox) async {
    if !out.toClient.isEmpty { try? await toClient?.write(out.toClient) }
    if !out.toBackend.isEmpty { try? await toBackend?.write(out.toBackend) }
  }

  private func noteProgress() {
    start.activity.value.openResponses = conversation.openResponses
    log.write(conversation.takeRecords())
  }

  /// Looks after a while whether the backend has sent anything.
  private func watchForFirstEvent() {
    let seconds = shared.settings.firstEventSeconds
    guard seconds > 0, conversation.openResponses > 0 else { return }
    scheduleFirstEvent(in: .seconds(seconds))
  }

  private func scheduleFirstEvent(in time: TimeAmount) {
    client.channel.eventLoop.assumeIsolated().scheduleTask(in: time) { [weak self] in
      self?.checkFirstEvent()
    }
  }

  private func checkFirstEvent() {
    guard clientClosing == nil, backendClosing == nil else { return }
    guard !isAway else {
      scheduleFirstEvent(in: .milliseconds(100))
      return
    }
    let events = conversation.noteSilence(
      of: .seconds(shared.settings.firstEventSeconds), workspace)
    guard !events.isEmpty else { return }
    log.backendIsSilent(lanes: events.count)
    let messages = events.map { WebSocketMessage.text(.frame($0)) }
    client.channel.writeAndFlush(messages, promise: nil)
  }
}
