internal import NIOCore
internal import NIOHTTP1
internal import NIOWebSocket

/// What is done with a request to open a WebSocket.
enum UpgradeDecision: Sendable {
  /// It is opened, with these headers in the answer.
  case accept(HTTPHeaders, Negotiated.Peer)
  /// It is not.
  case refuse(HTTPAnswer)
}

/// A client's WebSocket that was opened.
struct Negotiated: Sendable {
  /// What stands behind it.
  enum Peer: Sendable {
    /// A backend's WebSocket, which is open too.
    case backend(SocketEnd, SessionStart)
    /// The process itself answers, as the model that the upgrade names; nil if it names none.
    case process(model: String?)

    /// Lets go of what was opened for a client that has gone.
    func dispose() {
      if case .backend(let end, _) = self { end.channel.close(promise: nil) }
    }
  }

  let client: SocketEnd
  let peer: Peer
}

/// Answers the one request of a connection: with an upgrade, once what stands behind it is open, or
/// with plain HTTP.
///
/// The upgraders of the HTTP library decide before they tell the head of the request, and lose it
/// when they refuse; here the answer may be that of another server.
final class UpgradeHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// Decides on a request; called on the event loop of the channel, as its future must be.
  typealias Decide = (UpgradeRequest, any Channel) -> EventLoopFuture<UpgradeDecision>
  /// Makes a WebSocket of the channel.
  typealias Open = (any Channel) throws -> SocketEnd

  private let decide: Decide
  private let open: Open
  private let opened: EventLoopPromise<Negotiated?>
  private let requestSeconds: Int64
  private var timeout: Scheduled<Void>?
  private var head: HTTPRequestHead?
  private var hasRequest = false
  private var isUpgraded = false
  private var isOver = false

  /// - Parameters:
  ///   - requestSeconds: How long a client may take to send its request.
  ///   - opened: Told what was opened; nil if nothing was.
  init(
    requestSeconds: Int64, opened: EventLoopPromise<Negotiated?>, decide: @escaping Decide,
    open: @escaping Open
  ) {
    self.requestSeconds = requestSeconds
    self.opened = opened
    self.decide = decide
    self.open = open
  }

  /// The handlers that read a request for this one, and write its answer.
  static func addHTTP(to channel: any Channel, before handler: UpgradeHandler) throws {
    try channel.pipeline.syncOperations.addHandlers([
      HTTPResponseEncoder(),
      ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes)),
      handler,
    ])
  }

  func handlerAdded(context: ChannelHandlerContext) {
    timeout = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(requestSeconds)) {
      context.close(promise: nil)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isUpgraded else {
      // Frames that came with the request.
      context.fireChannelRead(data)
      return
    }
    switch Self.unwrapInboundIn(data) {
    case .head(let head): self.head = head
    case .body: break
    case .end:
      // One request a connection: what follows it is not looked at.
      guard let head, !hasRequest else { return }
      hasRequest = true
      timeout?.cancel()
      // What a client sends before it has its answer waits in its socket, not in memory.
      read(false, context)
      answer(head, context)
    }
  }

  private func read(_ reads: Bool, _ context: ChannelHandlerContext) {
    // All socket channels have the option.
    try? context.channel.syncOptions?.setOption(.autoRead, value: reads)
  }

  private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let request: UpgradeRequest
    do throws(HTTPAnswer) {
      request = try UpgradeRequest(head)
    } catch {
      answer(error, context)
      return
    }
    decide(request, context.channel).assumeIsolated().whenComplete { result in
      switch result {
      case .success(.accept(let headers, let peer)):
        self.accept(request, headers, peer, context)
      case .success(.refuse(let refusal)):
        self.answer(refusal, context)
      case .failure:
        self.answer(
          HTTPAnswer(.internalServerError, "internal", "the connection could not be set up."),
          context)
      }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    timeout?.cancel()
    end(nil)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if error is HTTPParserError, !hasRequest {
      hasRequest = true
      timeout?.cancel()
      answer(HTTPAnswer(.badRequest, "http", "send a request by RFC 9112."), context)
    } else {
      context.close(promise: nil)
    }
  }

  private func end(_ negotiated: Negotiated?) {
    guard !isOver else { return }
    isOver = true
    opened.succeed(negotiated)
  }

  private func accept(
    _ request: UpgradeRequest, _ passed: HTTPHeaders, _ peer: Negotiated.Peer,
    _ context: ChannelHandlerContext
  ) {
    guard !isOver else {
      peer.dispose()
      return
    }
    var headers = passed
    headers.replaceOrAdd(name: "Upgrade", value: "websocket")
    headers.replaceOrAdd(name: "Connection", value: "Upgrade")
    headers.replaceOrAdd(
      name: "Sec-WebSocket-Accept", value: HandshakeKey.answer(to: request.key))
    let head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
    context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
    do {
      let operations = context.pipeline.syncOperations
      let encoder = try operations.context(handlerType: HTTPResponseEncoder.self)
      let decoder = try operations.context(
        handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
      operations.removeHandler(context: encoder, promise: nil)
      let client = try open(context.channel)
      isUpgraded = true
      end(Negotiated(client: client, peer: peer))
      // What came with the request goes on to those that are there now, when the decoder has gone.
      let removed = context.eventLoop.makePromise(of: Void.self)
      removed.futureResult.assumeIsolated().whenComplete { _ in
        context.fireUserInboundEventTriggered(MessageHandler.HandshakeEnded())
        self.read(true, context)
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
      }
      operations.removeHandler(context: decoder, promise: removed)
    } catch {
      peer.dispose()
      context.close(promise: nil)
    }
  }

  private func answer(_ answer: HTTPAnswer, _ context: ChannelHandlerContext) {
    guard !isOver else { return }
    read(true, context)
    var headers = answer.headers
    headers.replaceOrAdd(name: "Content-Length", value: String(answer.body.readableBytes))
    // After a request with `Upgrade` the parser reads no other one.
    headers.replaceOrAdd(name: "Connection", value: "close")
    let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
    context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
    context.write(Self.wrapOutboundOut(.body(.byteBuffer(answer.body))), promise: nil)
    context.writeAndFlush(Self.wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
      // Input that is not read when a socket closes makes the peer lose the answer.
      self.lingerThenClose(context)
    }
  }

  private func lingerThenClose(_ context: ChannelHandlerContext) {
    context.close(mode: .output, promise: nil)
    timeout = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) {
      context.close(promise: nil)
    }
  }
}
