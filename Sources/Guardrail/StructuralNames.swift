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
