internal import NIOCore
internal import NIOWebSocket

/// One socket of a connection, as the tasks of its session use it.
struct SocketEnd: Sendable {
  let messages: NIOAsyncChannel<WebSocketBatch, [WebSocketMessage]>
  let meter: NIOLoopBound<BufferMeter>
  let handler: NIOLoopBound<MessageHandler>

  var channel: any Channel { messages.channel }

  /// Puts the WebSocket handlers at the end of a pipeline. On the event loop of the channel.
  init(
    on channel: any Channel, role: MessageHandler.Role, limits: WebSocketLimits,
    budget: BufferBudget, isBusy: @escaping () -> Bool
  ) throws {
    let account = BufferAccount(budget)
    let meter = BufferMeter(account)
    let handler = MessageHandler(role, limits, account, meter, isBusy: isBusy)
    try channel.pipeline.syncOperations.addHandlers([
      meter,
      ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: limits.frameBytes)),
      WebSocketFrameEncoder(),
      handler,
    ])
    messages = try NIOAsyncChannel(
      wrappingChannelSynchronously: channel,
      configuration: .init(
        // A read is a batch already: more of them would only wait.
        backPressureStrategy: .init(lowWatermark: 1, highWatermark: 2)))
    self.meter = NIOLoopBound(meter, eventLoop: channel.eventLoop)
    self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
  }
}
