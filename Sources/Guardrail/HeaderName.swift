internal import FrameJSON

/// Names of HTTP headers that carry credentials.
enum HeaderName {
  private static let exact: Set<String> = [
    "authorization", "proxy-authorization", "cookie", "apikey", "api_key",
  ]
  private static let suffixes = ["-key", "-token", "-secret", "-auth"]

  /// Whether the key of a member is such a name.
  static func isCredential(_ member: FrameValue, in bytes: Span<UInt8>) -> Bool {
    guard let range = member.keyRange else { return false }
    let name = String(decoding: JSONString.decoded(bytes.extracting(range)), as: UTF8.self)
      .lowercased()
    return exact.contains(name) || suffixes.contains { name.hasSuffix($0) }
      || name.split(separator: "-").dropFirst().contains { $0.hasPrefix("signature") }
  }
}
