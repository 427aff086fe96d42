internal import NIOHTTP1

/// What a client asks for when it opens a WebSocket.
struct UpgradeRequest: Sendable {
  /// The query byte for byte, without `?`; nil if there is none.
  let query: String?
  let key: String
  let headers: HTTPHeaders

  /// The paths that are served.
  static let paths = ["/v1/responses", "/responses"]

  /// Reads the head of a request, or says what to answer in place of an upgrade.
  init(_ head: HTTPRequestHead) throws(HTTPAnswer) {
    let target = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var path = String(target[0])
    if path.hasSuffix("/") { path.removeLast() }
    guard Self.paths.contains(path) else {
      throw HTTPAnswer(
        .notFound, "unknown_path",
        "served are \(Self.paths.joined(separator: " and ")), over WebSocket.")
    }
    let upgrade = head.headers[canonicalForm: "upgrade"].map { $0.lowercased() }
    let connection = head.headers[canonicalForm: "connection"].map { $0.lowercased() }
    guard head.method == .GET, upgrade.contains("websocket"), connection.contains("upgrade") else {
      throw HTTPAnswer(
        .upgradeRequired, "upgrade_required", "open a WebSocket here; HTTP alone is not served.",
        headers: [("Upgrade", "websocket")])
    }
    guard head.headers["sec-websocket-version"] == ["13"] else {
      throw HTTPAnswer(
        .upgradeRequired, "websocket_version", "use version 13 of the WebSocket protocol.",
        headers: [("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")])
    }
    let keys = head.headers["sec-websocket-key"]
    guard keys.count == 1, let key = keys.first, HandshakeKey.isValid(key) else {
      throw HTTPAnswer(
        .badRequest, "websocket_key", "send one Sec-WebSocket-Key of 16 bytes in base64.")
    }
    self.key = key
    query = target.count > 1 ? String(target[1]) : nil
    headers = head.headers
  }
}
