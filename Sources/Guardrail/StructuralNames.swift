internal import FrameJSON

/// Names under which frames that the table does not know keep ids and enumerations.
enum StructuralNames {
  private static let names = ["id", "type", "status", "role"].map { Array($0.utf8) }
  private static let suffix = Array("_id".utf8)

  static func contain(_ key: Span<UInt8>) -> Bool {
    for name in names where equal(key, from: 0, name) && key.count == name.count { return true }
    return key.count > suffix.count && equal(key, from: key.count - suffix.count, suffix)
  }

  private static func equal(_ key: Span<UInt8>, from start: Int, _ other: [UInt8]) -> Bool {
    guard key.count >= start + other.count else { return false }
    for offset in other.indices where key[start + offset] != other[offset] { return false }
    return true
  }
}

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
