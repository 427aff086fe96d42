internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// The way to a backend.
struct Upstream: Sendable {
  let url: BackendURL
  let connectSeconds: Int64
  /// How connections are secured; nil without TLS.
  let tls: NIOSSLContext?

  /// Most bytes of a refusal's body that pass to the client; errors of APIs are far smaller.
  static let mostRefusalBytes = 1 << 20

  /// Opens a WebSocket on an event loop.
  ///
  /// - Parameters:
  ///   - query: The query, without `?`; nil for none.
  ///   - headers: The client's headers that pass.
  ///   - abandoned: Completes when no one waits for the answer any more.
  ///   - open: Makes a WebSocket of a channel.
  /// - Returns: The backend's answer, or one of our own if it gave none.
  func dial(
    query: String?, headers: HTTPHeaders, on loop: any EventLoop,
    unless abandoned: EventLoopFuture<Void>? = nil,
    open: @escaping @Sendable (any Channel) throws -> SocketEnd
  ) -> EventLoopFuture<UpstreamHandshake.Answer> {
    var fields = HTTPHeaders([("Host", url.hostHeader)])
    fields.add(contentsOf: headers)
    let head = HTTPRequestHead(
      version: .http1_1, method: .GET, uri: url.path + (query.map { "?" + $0 } ?? ""),
      headers: fields)
    let answered = loop.makePromise(of: UpstreamHandshake.Answer.self)
    let upstream = self
    let deadline = loop.scheduleTask(in: .seconds(connectSeconds)) {
      answered.fail(ChannelError.connectTimeout(.seconds(upstream.connectSeconds)))
    }
    abandoned?.whenComplete { _ in answered.fail(ChannelError.eof) }
    ClientBootstrap(group: loop)
      .connectTimeout(.seconds(connectSeconds))
      .channelOption(.socketOption(.tcp_nodelay), value: 1)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          // A backend that answers too late is left.
          answered.futureResult.whenFailure { _ in channel.close(promise: nil) }
          try channel.pipeline.syncOperations.addHandler(LateEnd())
          if let tls = upstream.tls {
            try channel.pipeline.syncOperations.addHandler(upstream.secured(tls))
          }
          try channel.pipeline.syncOperations.addHandlers([
            HTTPRequestEncoder(),
            ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes)),
            UpstreamHandshake(
              head, mostBodyBytes: Self.mostRefusalBytes, answered: answered, open: open),
          ])
        }
      }
      .connect(host: url.host, port: url.port)
      .whenFailure { answered.fail($0) }
    return answered.futureResult.always { _ in deadline.cancel() }.flatMapErrorThrowing { error in
      .refused(Self.answer(to: error), isOwn: true)
    }
  }

  private func secured(_ tls: NIOSSLContext) throws -> NIOSSLClientHandler {
    // Server names are for names: an address has none.
    let isAddress = (try? SocketAddress(ipAddress: url.host, port: 0)) != nil
    return try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : url.host)
  }

  private static func answer(to error: any Error) -> HTTPAnswer {
    if case ChannelError.connectTimeout = error { return timeout }
    if let failure = error as? NIOConnectionError,
      failure.connectionErrors.contains(where: {
        if case ChannelError.connectTimeout = $0.error { true } else { false }
      })
    {
      return timeout
    }
    return HTTPAnswer(
      .badGateway, "backend_unreachable", "the backend could not be reached; try again later.")
  }

  private static let timeout = HTTPAnswer(
    .gatewayTimeout, "backend_timeout", "the backend did not answer in time; try again later.")

  /// The TLS of connections to backends.
  ///
  /// - Parameter authority: A file of certificates in PEM that are trusted beside the system's.
  static func tls(authority: String?) throws -> NIOSSLContext {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.applicationProtocols = ["http/1.1"]
    if let authority {
      configuration.additionalTrustRoots = [
        .certificates(try NIOSSLCertificate.fromPEMFile(authority))
      ]
    }
    return try NIOSSLContext(configuration: configuration)
  }
}
