internal import NIOCore

/// Counts what a socket has received and no one has taken yet. It stands before the frame decoder,
/// which says nothing of a frame before it is whole.
final class BufferMeter: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  /// The process holds as many bytes as it may; what came is dropped.
  struct Exceeded {}

  private let account: BufferAccount
  private(set) var bytes = 0
  /// Bytes that have ever come.
  private(set) var total = 0
  private var isOver = false

  init(_ account: BufferAccount) { self.account = account }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isOver else { return }
    let count = Self.unwrapInboundIn(data).readableBytes
    total += count
    guard account.take(count) else {
      isOver = true
      context.fireUserInboundEventTriggered(Exceeded())
      return
    }
    bytes += count
    context.fireChannelRead(data)
  }

  /// Drops what comes from now on: no one reads it, so it is not held.
  func stop() { isOver = true }

  /// Something of what was received has been taken.
  func release(_ count: Int) {
    let count = min(count, bytes)
    bytes -= count
    account.give(count)
  }
}
