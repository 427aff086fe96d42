internal import NIOCore

/// Closes a connection that the peer has ended a moment after its last bytes: what came with them,
/// such as frames after the answer to a handshake, is then in the hands of whoever reads it. It
/// stands first, on a channel that allows half closure.
final class LateEnd: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event as? ChannelEvent == .inputClosed else {
      context.fireUserInboundEventTriggered(event)
      return
    }
    context.eventLoop.assumeIsolated().execute { context.close(promise: nil) }
  }
}
