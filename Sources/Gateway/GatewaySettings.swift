internal import NIOCore

/// What a gateway is set to do, and its limits.
public struct GatewaySettings: Sendable {
  /// Where it listens.
  public var listen = ListenAddress.standard
  /// Where it passes frames to.
  public var backend: BackendURL
  /// A file of certificates in PEM that are trusted for the backend beside the system's.
  public var backendAuthority: String?
  /// Whose the values of a connection are.
  public var principal = PrincipalSource.credential
  /// A file to which a transcript is written as the backend saw and sent it; nil for none.
  public var record: String?
  /// Limits of each WebSocket.
  public var webSocket = WebSocketLimits()
  /// Seconds in which the backend must be connected and have answered the upgrade, else the client
  /// gets 504. Default 10.
  public var connectSeconds: Int64 = 10
  /// Seconds in which a client must have sent its request, else its socket is closed. Without it
  /// clients that send nothing would use up all sockets. Default 10.
  public var requestSeconds: Int64 = 10
  /// Seconds after a request for a response after which a backend that has sent nothing is told of
  /// in the log and to the client; 0 for never, the default: some models think for minutes.
  public var firstEventSeconds: Int64 = 0
  /// Client frames of more bytes are masked away from the event loop, where other connections would
  /// wait for it. Default 256 KiB: some 20 ms.
  public var offloadBytes = 256 << 10
  /// Most bytes of a record that wait to be written; lines beyond are dropped and counted. Default
  /// 64 MiB.
  public var recordBufferBytes = 64 << 20
  /// Threads that serve connections. Default: one for each core.
  public var threads = System.coreCount

  /// The defaults, for a backend.
  public init(backend: BackendURL) { self.backend = backend }
}
