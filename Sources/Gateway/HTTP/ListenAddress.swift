/// A local address to listen on: `HOST:PORT`, with `[…]` around IPv6. Port 0 is any free one.
public struct ListenAddress: Sendable, Equatable {
  /// The host.
  public let host: String
  /// The port.
  public let port: Int

  /// Where `serve` listens unless it is told otherwise.
  public static let standard = ListenAddress(host: "127.0.0.1", port: 8787)

  /// Any free port of this machine, for servers that no one else shall reach.
  public static let anyLocal = ListenAddress(host: "127.0.0.1", port: 0)

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// An address; nil if the text is none.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"),
      let port = UInt16(port: text[text.index(after: colon)...])
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self.init(host: String(host), port: Int(port))
  }
}
