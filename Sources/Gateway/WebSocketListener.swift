internal import Logging
internal import NIOCore
internal import NIOPosix

/// Accepts WebSockets on a local address.
struct WebSocketListener {
  /// How the request of one connection is answered.
  struct Negotiation {
    let decide: UpgradeHandler.Decide
    let open: UpgradeHandler.Open
  }

  private let address: ListenAddress
  private let requestSeconds: Int64
  private let group: MultiThreadedEventLoopGroup

  init(_ address: ListenAddress, requestSeconds: Int64, group: MultiThreadedEventLoopGroup) {
    self.address = address
    self.requestSeconds = requestSeconds
    self.group = group
  }

  /// Serves until the task is cancelled.
  ///
  /// - Parameters:
  ///   - onListening: Called with the port.
  ///   - negotiate: Called for each new connection, on its event loop.
  ///   - handle: Called for each WebSocket that was opened, on its event loop.
  func run(
    onListening: @Sendable (Int) -> Void,
    negotiate: @escaping @Sendable (any EventLoop) -> Negotiation,
    handle: @escaping @Sendable (Negotiated) async -> Void
  ) async throws {
    let requestSeconds = requestSeconds
    let server = try await bind { channel in
      channel.eventLoop.makeCompletedFuture {
        let opened = channel.eventLoop.makePromise(of: Negotiated?.self)
        let negotiation = negotiate(channel.eventLoop)
        try UpgradeHandler.addHTTP(
          to: channel,
          before: UpgradeHandler(
            requestSeconds: requestSeconds, opened: opened, decide: negotiation.decide,
            open: negotiation.open))
        return opened.futureResult
      }
    }
    onListening(server.channel.localAddress?.port ?? address.port)
    try await withThrowingDiscardingTaskGroup { tasks in
      try await server.executeThenClose { accepted in
        for try await opening in accepted {
          tasks.addTask {
            guard let negotiated = try? await opening.get() else { return }
            let loop = negotiated.client.channel.eventLoop
            await withTaskExecutorPreference(EventLoopTaskExecutor(loop)) {
              await handle(negotiated)
            }
          }
        }
      }
      tasks.cancelAll()
    }
  }

  private func bind(
    _ initializer:
      @escaping @Sendable (any Channel) -> EventLoopFuture<
        EventLoopFuture<Negotiated?>
      >
  ) async throws -> NIOAsyncChannel<EventLoopFuture<Negotiated?>, Never> {
    do {
      return try await ServerBootstrap(group: group)
        .serverChannelOption(.backlog, value: 1024)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
        // A read takes no more than one buffer at once: a batch stays small.
        .childChannelOption(.maxMessagesPerRead, value: 4)
        .bind(host: address.host, port: address.port, childChannelInitializer: initializer)
    } catch {
      throw Gateway.StartFailure(
        description:
          "it cannot listen on \(address.host):\(address.port): give another --listen address")
    }
  }
}
