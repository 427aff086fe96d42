internal import NIOHTTP1

/// Which headers pass, in both directions.
enum HeaderPolicy {
  /// RFC 9110, section 7.6.1, and its predecessors; the rest is made anew on the other side.
  private static let hopByHop: Set<String> = [
    "connection", "content-length", "host", "keep-alive", "proxy-authenticate",
    "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
  ]

  /// The headers that pass: not those of one hop, and none of the WebSocket handshake, which each
  /// side makes itself.
  static func passing(_ headers: HTTPHeaders) -> HTTPHeaders {
    let named = Set(headers[canonicalForm: "connection"].map { $0.lowercased() })
    var passing = HTTPHeaders()
    for (name, value) in headers {
      let lower = name.lowercased()
      guard !hopByHop.contains(lower), !named.contains(lower),
        !lower.hasPrefix("sec-websocket-")
      else { continue }
      passing.add(name: name, value: value)
    }
    return passing
  }
}
