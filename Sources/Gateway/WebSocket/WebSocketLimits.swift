internal import NIOCore

/// Limits of a WebSocket connection.
public struct WebSocketLimits: Sendable, Equatable {
  /// Most bytes of a message, in one frame or several. Without it one message could take all
  /// memory. At the limit the connection is closed with 1009. Default 64 MiB: agents send images
  /// and files in one frame.
  public var frameBytes = 64 << 20
  /// Most bytes that all connections of the process hold at once, received or not yet sent. At the
  /// limit the connection that would hold more is closed with 1013. Default 512 MiB.
  public var bufferedBytes = 512 << 20
  /// Seconds between two pings to each side; 0 for none. Middleboxes cut connections that are
  /// silent for a minute. Default 20.
  public var pingSeconds: Int64 = 20
  /// Seconds after which a ping without answer counts as missed. It closes the connection only
  /// while a response is in flight or bytes to that side are unsent: some clients answer no ping
  /// between turns. Default 20.
  public var pongSeconds: Int64 = 20
  /// Seconds that a peer has to answer a close frame before its socket is closed. Default 5.
  public var closeSeconds: Int64 = 5

  /// The defaults.
  public init() {}
}
