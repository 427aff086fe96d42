/// Where the backend is: `ws(s)://HOST[:PORT][/PATH]`.
public struct BackendURL: Sendable, Equatable {
  /// Whether it is reached over TLS.
  public let isSecure: Bool
  /// The name or address of the host, without brackets.
  public let host: String
  /// The port.
  public let port: Int
  /// The path of the upgrade: that of the URL without a slash at its end, plus `/responses` unless
  /// it ends so; `/v1/responses` without a path.
  public let path: String

  /// Why a text is no such URL.
  public struct Invalid: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong and what to write.
    public let description: String
  }

  /// Reads a URL.
  public init(_ text: String) throws(Invalid) {
    let scheme = text.prefix { $0 != ":" }.lowercased()
    guard scheme == "ws" || scheme == "wss", text.dropFirst(scheme.count).hasPrefix("://") else {
      throw Invalid(description: "it must begin with ws:// or wss://")
    }
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Invalid(description: "it must be ASCII without spaces")
    }
    isSecure = scheme == "wss"
    let rest = text.dropFirst(scheme.count + 3)
    guard !rest.contains("?"), !rest.contains("#") else {
      throw Invalid(
        description: "it must have no query and no fragment: clients bring their own query")
    }
    let authority = rest.prefix { $0 != "/" }
    guard !authority.contains("@") else {
      throw Invalid(
        description: "it must hold no user and no password: clients bring their own credentials")
    }
    var host = authority[...]
    var port = isSecure ? 443 : 80
    let colon =
      authority.hasPrefix("[")
      ? authority.lastIndex(of: "]").flatMap { authority[$0...].firstIndex(of: ":") }
      : authority.firstIndex(of: ":")
    if let colon {
      let text = authority[authority.index(after: colon)...]
      guard let number = UInt16(port: text), number > 0 else {
        throw Invalid(description: "its port must be a number from 1 to 65535")
      }
      port = Int(number)
      host = authority[..<colon]
    }
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty, !host.contains(where: { "[]".contains($0) }) else {
      throw Invalid(description: "it names no host")
    }
    self.host = String(host)
    self.port = port
    var path = String(rest.dropFirst(authority.count))
    while path.hasSuffix("/") { path.removeLast() }
    self.path =
      path.isEmpty
      ? "/v1/responses" : path.hasSuffix("/responses") ? path : path + "/responses"
  }

  /// What a `Host` header holds.
  var hostHeader: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
  }
}

extension UInt16 {
  /// A port in decimal digits, without a sign.
  init?(port text: Substring) {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    self.init(text)
  }
}
