/// A name to look for in frames, kept as bytes so that comparing allocates nothing.
public struct MemberName: Sendable, Hashable, ExpressibleByStringLiteral {
  /// The name as UTF-8, not escaped.
  public let bytes: [UInt8]

  /// A name from a literal; keep it in a static constant.
  public init(stringLiteral value: StaticString) { bytes = Array(value.description.utf8) }

  /// A name from its UTF-8 bytes.
  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// Whether the bytes of a string or key, still escaped if `isEscaped`, write this name.
  @inline(__always)
  public func matches(_ frame: Span<UInt8>, _ range: Range<Int>, isEscaped: Bool) -> Bool {
    if isEscaped { return JSONString.decoded(frame.extracting(range)) == bytes }
    guard range.count == bytes.count else { return false }
    var offset = 0
    while offset < bytes.count {
      if frame[range.lowerBound + offset] != bytes[offset] { return false }
      offset += 1
    }
    return true
  }
}
