internal import Crypto

/// The secret that names tokens. Whoever has it can tell which token belongs to a guessed value.
public struct TokenKey: Sendable {
  /// Fewest bytes of a key. Default 32: what HMAC-SHA256 can make use of.
  public static let leastBytes = 32

  let key: SymmetricKey

  /// Why bytes are no key.
  public struct TooShort: Error, Sendable {}

  /// A key of at least `leastBytes` bytes.
  public init(bytes: [UInt8]) throws(TooShort) {
    guard bytes.count >= Self.leastBytes else { throw TooShort() }
    key = SymmetricKey(data: bytes)
  }

  private init(_ key: SymmetricKey) { self.key = key }

  /// A random key for the life of the process.
  public static func random() -> TokenKey { TokenKey(SymmetricKey(size: .bits256)) }
}
