public import Echo
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// Serves an echo backend over WebSocket.
public struct EchoServer: Sendable {
  private let address: ListenAddress
  private let backend: EchoBackend
  private let limits: WebSocketLimits
  private let millisecondsBetween: Int64
  private let onFrame: @Sendable (Frame) -> Void

  /// A text frame that passes.
  public enum Frame: Sendable {
    /// A client has sent it.
    case received([UInt8])
    /// A client is sent it.
    case sent([UInt8])
  }

  /// A server.
  ///
  /// - Parameters:
  ///   - address: Where it listens.
  ///   - backend: What answers.
  ///   - limits: Limits of each WebSocket.
  ///   - millisecondsBetween: How long it waits after each frame that it sends, as a model would.
  ///   - onFrame: Called with each text frame.
  public init(
    _ address: ListenAddress, backend: EchoBackend, limits: WebSocketLimits = WebSocketLimits(),
    millisecondsBetween: Int64 = 0, onFrame: @escaping @Sendable (Frame) -> Void = { _ in }
  ) {
    self.address = address
    self.backend = backend
    self.limits = limits
    self.millisecondsBetween = millisecondsBetween
    self.onFrame = onFrame
  }

  /// Serves until its task is cancelled.
  ///
  /// - Parameter onListening: Called with the port once connections are accepted.
  public func run(onListening: @Sendable (Int) -> Void) async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let budget = BufferBudget(bytes: limits.bufferedBytes)
    let (limits, server) = (limits, self)
    do {
      try await WebSocketListener(address, requestSeconds: 10, group: group).run(
        onListening: onListening,
        negotiate: { _ in
          WebSocketListener.Negotiation(
            decide: { request, channel in
              channel.eventLoop.makeSucceededFuture(Self.decision(request))
            },
            open: { channel in
              try SocketEnd(
                on: channel, role: .server, limits: limits, budget: budget, isBusy: { false })
            })
        },
        handle: { negotiated in
          guard case .process(let model) = negotiated.peer else { return }
          await EchoConnection(server, negotiated.client, model: model).run()
        })
    } catch {
      try? await group.shutdownGracefully()
      throw error
    }
    try? await group.shutdownGracefully()
  }

  /// Every client is let in, but for one whose query names no model where it should.
  private static func decision(_ request: UpgradeRequest) -> UpgradeDecision {
    do throws(HTTPAnswer) {
      let models = try ConnectionModels(query: request.query, served: [])
      return .accept(HTTPHeaders(), .process(model: models.allowed.first))
    } catch {
      return .refuse(error)
    }
  }

  /// One connection; it stays on its event loop.
  private final class EchoConnection {
    private let client: SocketEnd
    private let server: EchoServer
    private var session: EchoSession
    private var isOver = false
    private var waiting: CheckedContinuation<Void, Never>?

    /// Most frames that are written at once, so that what the client sends is read in between.
    private static let batchFrames = 8

    init(_ server: EchoServer, _ client: SocketEnd, model: String?) {
      self.client = client
      self.server = server
      session = EchoSession(backend: server.backend, model: model ?? "echo")
    }

    func run() async {
      let connection = NIOLoopBound(self, eventLoop: client.channel.eventLoop)
      let channel = client.channel
      await withTaskCancellationHandler {
        try? await client.messages.executeThenClose { inbound, outbound in
          await withTaskGroup(of: Void.self) { group in
            group.addTask { await connection.value.read(inbound) }
            group.addTask { await connection.value.write(outbound) }
          }
        }
      } onCancel: {
        channel.close(promise: nil)
      }
    }

    private func read(_ inbound: NIOAsyncChannelInboundStream<WebSocketBatch>) async {
      do {
        for try await batch in inbound {
          for case .text(let data) in batch.messages {
            let frame = Array(data.readableBytesView)
            server.onFrame(.received(frame))
            session.receive(text: frame)
          }
          client.meter.value.release(batch.heldBytes)
          wake()
        }
      } catch {
        // The socket has failed, which ends the connection as a close does.
      }
      isOver = true
      wake()
    }

    private func wake() {
      waiting?.resume()
      waiting = nil
    }

    private func write(_ outbound: NIOAsyncChannelOutboundWriter<[WebSocketMessage]>) async {
      while !isOver {
        let messages = next(server.millisecondsBetween > 0 ? 1 : Self.batchFrames)
        guard !messages.isEmpty else {
          await withCheckedContinuation { waiting = $0 }
          continue
        }
        do {
          try await outbound.write(messages)
        } catch {
          return
        }
        if server.millisecondsBetween > 0 {
          try? await Task.sleep(for: .milliseconds(server.millisecondsBetween))
        } else {
          await Task.yield()
        }
      }
    }

    private func next(_ count: Int) -> [WebSocketMessage] {
      var messages: [WebSocketMessage] = []
      while messages.count < count, let output = session.next() {
        switch output {
        case .text(let frame):
          server.onFrame(.sent(frame))
          messages.append(.text(.frame(frame)))
        case .close(let code, let reason):
          messages.append(.close(Closing(UInt16(clamping: code), reason)))
        }
      }
      return messages
    }
  }
}
