internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// A client's WebSocket to a server of the Responses API, for trying things.
public struct WebSocketClient: Sendable {
  /// The connection could not be opened, or has ended.
  public struct Closed: Error, Sendable {
    /// The HTTP status of the refusal; nil if the connection was open.
    public let status: UInt?
  }

  /// An open connection, used by one task at a time.
  public struct Connection {
    private let outbound: NIOAsyncChannelOutboundWriter<[WebSocketMessage]>
    private var inbound: NIOAsyncChannelInboundStream<WebSocketBatch>.AsyncIterator
    private let end: SocketEnd
    private var frames: [[UInt8]] = []

    init(
      _ end: SocketEnd, _ inbound: NIOAsyncChannelInboundStream<WebSocketBatch>,
      _ outbound: NIOAsyncChannelOutboundWriter<[WebSocketMessage]>
    ) {
      self.end = end
      self.inbound = inbound.makeAsyncIterator()
      self.outbound = outbound
    }

    /// Sends a text frame.
    public func send(_ frame: [UInt8]) async throws {
      try await outbound.write([.text(.frame(frame))])
    }

    /// The next text frame.
    ///
    /// - Throws: `Closed` at the end of the connection.
    public mutating func next() async throws -> [UInt8] {
      while frames.isEmpty {
        guard let batch = try await inbound.next() else { throw Closed(status: nil) }
        for case .text(let data) in batch.messages { frames.append(Array(data.readableBytesView)) }
        let (meter, bytes) = (end.meter, batch.heldBytes)
        end.channel.eventLoop.execute { meter.value.release(bytes) }
      }
      return frames.removeFirst()
    }

    func close() async { try? await outbound.write([.close(.normal)]) }
  }

  private let url: BackendURL

  /// A client of a server.
  public init(_ url: BackendURL) { self.url = url }

  /// Opens a connection, and closes it when the body has ended.
  ///
  /// - Parameter credential: What the `Authorization` header bears.
  public func connect(
    credential: String, _ body: (inout Connection) async throws -> Void
  ) async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    let budget = BufferBudget(bytes: WebSocketLimits().bufferedBytes)
    let answer = try await Upstream(
      url: url, connectSeconds: 10, tls: url.isSecure ? Upstream.tls(authority: nil) : nil
    ).dial(
      query: nil, headers: ["Authorization": "Bearer \(credential)"], on: group.next(),
      open: { channel in
        try SocketEnd(
          on: channel, role: .client, limits: WebSocketLimits(), budget: budget,
          isBusy: { false })
      }
    ).get()
    switch answer {
    case .refused(let answer, _): throw Closed(status: answer.status.code)
    case .opened(let end, _):
      try await end.messages.executeThenClose { inbound, outbound in
        var connection = Connection(end, inbound, outbound)
        try await body(&connection)
        await connection.close()
      }
    }
  }
}
