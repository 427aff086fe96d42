internal import NIOCore
internal import NIOHTTP1
internal import NIOWebSocket

/// Asks a backend for a WebSocket and reads its answer.
final class UpstreamHandshake: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  /// What the backend answered.
  enum Answer: Sendable {
    /// The WebSocket is open; these are the headers of the answer.
    case opened(SocketEnd, HTTPHeaders)
    /// It is not; whether the answer is our own, because the backend gave none.
    case refused(HTTPAnswer, isOwn: Bool)
  }

  /// The backend's answer is none by the protocol.
  struct Broken: Error {}

  private let request: HTTPRequestHead
  private let key: String
  private let open: (any Channel) throws -> SocketEnd
  private let answered: EventLoopPromise<Answer>
  private let mostBodyBytes: Int
  private var switching: HTTPHeaders?
  /// Whether HTTP is over, and what has come of the WebSocket since.
  private var isUpgraded = false
  private var early = ByteBuffer()
  private var refusal: HTTPAnswer?

  /// - Parameters:
  ///   - mostBodyBytes: What a refusal may hold; the rest is cut off.
  ///   - answered: Told what the backend answered; fails if it did not.
  init(
    _ request: HTTPRequestHead, mostBodyBytes: Int, answered: EventLoopPromise<Answer>,
    open: @escaping (any Channel) throws -> SocketEnd
  ) {
    key = HandshakeKey.random()
    var request = request
    request.headers.add(name: "Upgrade", value: "websocket")
    request.headers.add(name: "Connection", value: "Upgrade")
    request.headers.add(name: "Sec-WebSocket-Version", value: "13")
    request.headers.add(name: "Sec-WebSocket-Key", value: key)
    self.request = request
    self.mostBodyBytes = mostBodyBytes
    self.answered = answered
    self.open = open
  }

  func channelActive(context: ChannelHandlerContext) {
    context.write(Self.wrapOutboundOut(.head(request)), promise: nil)
    context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isUpgraded else {
      var bytes = unwrapBytes(data)
      early.writeBuffer(&bytes)
      return
    }
    switch Self.unwrapInboundIn(data) {
    case .head(let head):
      if head.status == .switchingProtocols {
        switching = head.headers
      } else {
        refusal = HTTPAnswer(
          status: head.status, headers: HeaderPolicy.passing(head.headers), body: ByteBuffer())
      }
    case .body(var part):
      guard var refusal else { return }
      self.refusal = nil
      let room = mostBodyBytes - refusal.body.readableBytes
      if var rest = part.readSlice(length: min(room, part.readableBytes)) {
        refusal.body.writeBuffer(&rest)
      }
      self.refusal = refusal
    case .end:
      if let switching { upgrade(switching, context) }
      guard let refusal else { return }
      answered.succeed(.refused(refusal, isOwn: false))
      context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    answered.fail(Broken())
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    answered.fail(error)
    context.close(promise: nil)
  }

  private func upgrade(_ headers: HTTPHeaders, _ context: ChannelHandlerContext) {
    // RFC 6455, section 4.1: nothing may be agreed on that was not offered.
    guard headers[canonicalForm: "upgrade"].contains(where: { $0.lowercased() == "websocket" }),
      headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "upgrade" }),
      headers["sec-websocket-accept"] == [Substring(HandshakeKey.answer(to: key))].map(String.init),
      headers["sec-websocket-extensions"].isEmpty, headers["sec-websocket-protocol"].isEmpty
    else {
      answered.fail(Broken())
      context.close(promise: nil)
      return
    }
    do {
      let operations = context.pipeline.syncOperations
      let encoder = try operations.context(handlerType: HTTPRequestEncoder.self)
      let decoder = try operations.context(
        handlerType: ByteToMessageHandler<HTTPResponseDecoder>.self)
      operations.removeHandler(context: encoder, promise: nil)
      isUpgraded = true
      // The decoder looks at what is written, too, and knows no frames: it must have gone before
      // the first one, and it goes later.
      let removed = context.eventLoop.makePromise(of: Void.self)
      removed.futureResult.assumeIsolated().whenComplete { _ in self.finish(headers, context) }
      operations.removeHandler(context: decoder, promise: removed)
    } catch {
      answered.fail(error)
      context.close(promise: nil)
    }
  }

  private func finish(_ headers: HTTPHeaders, _ context: ChannelHandlerContext) {
    guard context.channel.isActive else { return }
    do {
      let end = try open(context.channel)
      // Frames that came with the answer go on to those that are there now.
      if early.readableBytes > 0 { context.fireChannelRead(NIOAny(early)) }
      context.fireUserInboundEventTriggered(MessageHandler.HandshakeEnded())
      context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
      answered.succeed(.opened(end, HeaderPolicy.passing(headers)))
    } catch {
      answered.fail(error)
      context.close(promise: nil)
    }
  }

  /// What comes once HTTP is over.
  private func unwrapBytes(_ data: NIOAny) -> ByteBuffer {
    ByteToMessageHandler<WebSocketFrameDecoder>.unwrapInboundIn(data)
  }
}
