/// What stands between the angle brackets of a token: `EMAIL_ADDRESS_K7Q2M9XR`.
public struct TokenName: Sendable, Hashable {
  /// Entity, `_` and suffix, in ASCII.
  public let bytes: [UInt8]

  /// A name from its bytes.
  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// The name of its entity.
  public var entity: [UInt8] {
    Array(bytes[..<(bytes.lastIndex(of: UInt8(ascii: "_")) ?? bytes.endIndex)])
  }

  /// The token with its brackets, as it stands in text.
  public var token: [UInt8] { [UInt8(ascii: "<")] + bytes + [UInt8(ascii: ">")] }
}
