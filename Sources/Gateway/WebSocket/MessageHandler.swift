internal import NIOCore
internal import NIOWebSocket

/// Frames of one socket to messages and back, by the rules of RFC 6455 that the frame coders leave
/// open: reserved bits and opcodes, masking, the order of fragments, UTF-8, close codes, the close
/// handshake, pings.
///
/// All messages of one read go on as one batch: a task wakes up once and flushes once for it.
final class MessageHandler: ChannelDuplexHandler {
  typealias InboundIn = WebSocketFrame
  typealias InboundOut = WebSocketBatch
  typealias OutboundIn = [WebSocketMessage]
  typealias OutboundOut = WebSocketFrame

  /// Which end of the connection this is.
  enum Role {
    /// The peer is a client, whose frames are masked.
    case server
    /// The peer is a server.
    case client
  }

  private let role: Role
  private let limits: WebSocketLimits
  private let account: BufferAccount
  private let meter: BufferMeter
  /// Whether a peer that answers no ping is in the way.
  private let isBusy: () -> Bool
  private(set) var missedPongs = 0

  private var batch = WebSocketBatch()
  private var fragments = ByteBuffer()
  private var fragmentOpcode: WebSocketOpcode?
  /// Bytes that were written and have not left the process.
  private var unsent = 0
  private var waitingPong: ByteBuffer?
  private var hasSentClose = false
  /// Whether the peer has closed or broken the protocol: nothing that comes then is looked at.
  private(set) var hasReceivedClose = false
  private var hasFailed = false
  /// Whether the socket is read. It is not while what came from it waits to be taken.
  private var isReading = true
  /// What the meter had counted when the last ping went out.
  private var heardBeforePing = 0
  /// Bytes of all messages that were written.
  private var written = 0
  /// How many of them had left when the last ping went out.
  private var takenBeforePing = 0
  private var nextPing: Scheduled<Void>?
  private var end: Scheduled<Void>?

  init(
    _ role: Role, _ limits: WebSocketLimits, _ account: BufferAccount, _ meter: BufferMeter,
    isBusy: @escaping () -> Bool
  ) {
    self.role = role
    self.limits = limits
    self.account = account
    self.meter = meter
    self.isBusy = isBusy
  }

  func handlerAdded(context: ChannelHandlerContext) { schedulePing(context) }

  func handlerRemoved(context: ChannelHandlerContext) {
    nextPing?.cancel()
    end?.cancel()
  }

  // MARK: Inbound

  /// What had come with the handshake has been handed on.
  struct HandshakeEnded {}

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !hasReceivedClose else { return }
    let frame = Self.unwrapInboundIn(data)
    let kept = frame.opcode.isControlOpcode ? 0 : frame.length
    batch.heldBytes += kept
    meter.release(frame.wireBytes - kept)
    do throws(Violation) {
      try read(frame, context)
    } catch {
      fail(error, context)
    }
  }

  func read(context: ChannelHandlerContext) {
    isReading = true
    context.read()
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    isReading = false
    fireBatch(context)
    context.fireChannelReadComplete()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error as? NIOWebSocketError {
    case .invalidFrameLength: fail(.tooBig, context)
    case .fragmentedControlFrame, .multiByteControlFrameLength: fail(.protocolError, context)
    case nil:
      // The socket or TLS has failed: nothing more can be said on it.
      context.close(promise: nil)
    }
    deliver(context)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is BufferMeter.Exceeded:
      fail(.overloaded, context)
      deliver(context)
    case is HandshakeEnded:
      deliver(context)
    default: break
    }
    context.fireUserInboundEventTriggered(event)
  }

  private func fireBatch(_ context: ChannelHandlerContext) {
    guard !batch.messages.isEmpty else { return }
    let whole = batch
    batch = WebSocketBatch()
    context.fireChannelRead(Self.wrapInboundOut(whole))
  }

  /// Hands on what was noted outside a read.
  private func deliver(_ context: ChannelHandlerContext) {
    fireBatch(context)
    context.fireChannelReadComplete()
  }

  private func read(
    _ frame: WebSocketFrame, _ context: ChannelHandlerContext
  ) throws(Violation) {
    guard frame.reservedBits.isEmpty, (frame.maskKey != nil) == (role == .server) else {
      throw .protocolError
    }
    switch frame.opcode {
    case .text, .binary:
      guard fragmentOpcode == nil else { throw .protocolError }
      if frame.fin {
        try append(frame.opcode, frame.unmaskedData)
      } else {
        fragmentOpcode = frame.opcode
        fragments = frame.unmaskedData
      }
    case .continuation:
      guard let opcode = fragmentOpcode else { throw .protocolError }
      var data = frame.unmaskedData
      guard fragments.readableBytes + data.readableBytes <= limits.frameBytes else {
        throw .tooBig
      }
      fragments.writeBuffer(&data)
      guard frame.fin else { return }
      let message = fragments
      fragments = ByteBuffer()
      fragmentOpcode = nil
      try append(opcode, message)
    case .ping:
      pong(frame.unmaskedData, context)
    case .pong:
      break
    case .connectionClose:
      guard let closing = Closing(payload: frame.unmaskedData) else { throw .protocolError }
      guard UTF8Text.isValid(closing.reason.span) else { throw .notUTF8 }
      receive(closing, context)
    default:
      throw .protocolError
    }
  }

  private func append(_ opcode: WebSocketOpcode, _ data: ByteBuffer) throws(Violation) {
    guard opcode == .text else {
      batch.messages.append(.binary(data))
      return
    }
    guard UTF8Text.isValid(data.readableBytesUInt8Span) else { throw .notUTF8 }
    batch.messages.append(.text(data))
  }

  private func receive(_ closing: Closing, _ context: ChannelHandlerContext) {
    hasReceivedClose = true
    meter.stop()
    batch.messages.append(.close(closing))
    if !hasSentClose {
      send(Closing(code: closing.code), context)
      context.flush()
    }
    finish(context)
  }

  private func pong(_ data: ByteBuffer, _ context: ChannelHandlerContext) {
    guard !hasSentClose else { return }
    guard context.channel.isWritable else {
      // RFC 6455, section 5.5.3: an answer to the latest ping answers those before.
      waitingPong = data
      return
    }
    context.writeAndFlush(frame(.pong, data), promise: nil)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable, let data = waitingPong {
      waitingPong = nil
      pong(data, context)
    }
    context.fireChannelWritabilityChanged()
  }

  // MARK: Outbound

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let messages = Self.unwrapOutboundIn(data)
    var bytes = 0
    var last: (opcode: WebSocketOpcode, data: ByteBuffer)?
    for message in messages where !hasSentClose {
      if let frame = last { context.write(self.frame(frame.opcode, frame.data), promise: nil) }
      last = nil
      switch message {
      case .text(let data): last = (.text, data)
      case .binary(let data): last = (.binary, data)
      case .close(let closing): send(closing, context)
      }
      bytes += last?.data.readableBytes ?? 0
    }
    guard let last else {
      promise?.succeed()
      return
    }
    guard account.take(bytes) else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      fail(.overloaded, context)
      deliver(context)
      return
    }
    unsent += bytes
    written += bytes
    let sent = promise ?? context.eventLoop.makePromise(of: Void.self)
    // The handler is used on its event loop only, and completions run there.
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    sent.futureResult.whenComplete { [bytes] _ in
      bound.value.account.give(bytes)
      bound.value.unsent -= bytes
    }
    context.write(frame(last.opcode, last.data), promise: sent)
  }

  private func frame(_ opcode: WebSocketOpcode, _ data: ByteBuffer) -> NIOAny {
    Self.wrapOutboundOut(
      WebSocketFrame(
        fin: true, opcode: opcode, maskKey: role == .client ? .random() : nil, data: data))
  }

  // MARK: The end

  /// What ends a connection from this side.
  enum Violation: Error {
    case protocolError, notUTF8, tooBig, overloaded, silent

    var closing: Closing {
      switch self {
      case .protocolError: Closing(1002, "protocol error")
      case .notUTF8: Closing(1007, "text is not UTF-8")
      case .tooBig: Closing(1009, "message too big")
      case .overloaded: Closing(1013, "too many bytes buffered; try again later")
      case .silent: Closing(1011, "no pong in time")
      }
    }
  }

  private func fail(_ violation: Violation, _ context: ChannelHandlerContext) {
    guard !hasReceivedClose else { return }
    hasReceivedClose = true
    hasFailed = true
    meter.stop()
    var closing = violation.closing
    if !hasSentClose {
      send(closing, context)
      context.flush()
    }
    closing.isOwn = true
    batch.messages.append(.close(closing))
    scheduleEnd(context)
  }

  private func send(_ closing: Closing, _ context: ChannelHandlerContext) {
    guard !hasSentClose else { return }
    hasSentClose = true
    nextPing?.cancel()
    context.write(frame(.connectionClose, closing.payload), promise: nil)
    if closing.isAbort {
      context.flush()
      context.close(promise: nil)
    } else {
      finish(context)
    }
  }

  /// Closes the socket if both have closed: a server does at once, a client lets its server do it
  /// unless that has broken the protocol.
  private func finish(_ context: ChannelHandlerContext) {
    if hasFailed {
      // The peer may be sending still. A socket that is closed with input unread resets the
      // connection, and the peer would not learn why.
      context.flush()
      context.close(mode: .output, promise: nil)
      scheduleEnd(context)
    } else if hasSentClose, hasReceivedClose, role == .server {
      // What was read before goes on before the socket says that it is closed.
      fireBatch(context)
      context.flush()
      context.close(promise: nil)
    } else {
      scheduleEnd(context)
    }
  }

  private func scheduleEnd(_ context: ChannelHandlerContext) {
    guard end == nil else { return }
    let waiting = Self.unsentBytes(context)
    end = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(limits.closeSeconds)) {
      self.end = nil
      if (1..<max(1, waiting)).contains(Self.unsentBytes(context)) {
        // A slow peer still takes what was sent before the close.
        self.scheduleEnd(context)
      } else {
        context.close(promise: nil)
      }
    }
  }

  /// Bytes that wait for the socket to take them.
  private static func unsentBytes(_ context: ChannelHandlerContext) -> Int {
    (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }

  // MARK: Pings

  private func schedulePing(_ context: ChannelHandlerContext) {
    guard limits.pingSeconds > 0 else { return }
    nextPing = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(limits.pingSeconds)) {
      self.ping(context)
    }
  }

  private func ping(_ context: ChannelHandlerContext) {
    guard !hasSentClose else { return }
    heardBeforePing = meter.total
    context.writeAndFlush(frame(.ping, ByteBuffer()), promise: nil)
    takenBeforePing = written - Self.unsentBytes(context)
    nextPing = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(limits.pongSeconds)) {
      self.checkPong(context)
    }
  }

  private func checkPong(_ context: ChannelHandlerContext) {
    // An answer may wait behind what is not read yet: that is no fault of this peer. Of a large
    // frame on a slow line each piece counts, in both directions: the ping stands behind it.
    let isTaking = written - Self.unsentBytes(context) > takenBeforePing
    if meter.total == heardBeforePing, isReading, !isTaking {
      missedPongs += 1
      if isBusy() || unsent > 0 {
        fail(.silent, context)
        deliver(context)
        return
      }
    }
    schedulePing(context)
  }
}

extension WebSocketFrame {
  /// Bytes of the frame as it came, by RFC 6455, section 5.2.
  fileprivate var wireBytes: Int {
    let count = length
    return count + 2 + (count < 126 ? 0 : count < 65_536 ? 2 : 8) + (maskKey == nil ? 0 : 4)
  }
}
