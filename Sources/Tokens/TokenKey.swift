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

  /// The principal that something names, such as a credential: 32 hexadecimal digits from which it
  /// cannot be told without the key.
  ///
  /// They are the first 16 bytes of HMAC-SHA256(key, "maskwire/1/principal" ‖ kind ‖ name), with
  /// `‖ 0x00 ‖` between the parts.
  public func principal(_ name: String, by kind: String) -> [UInt8] {
    let message = Array("maskwire/1/principal\0\(kind)\0\(name)".utf8)
    let digits = Array("0123456789abcdef".utf8)
    return HMAC<SHA256>.authenticationCode(for: message, using: key).prefix(16).flatMap {
      [digits[Int($0 >> 4)], digits[Int($0 & 15)]]
    }
  }

  /// A random key for the life of the process.
  public static func random() -> TokenKey { TokenKey(SymmetricKey(size: .bits256)) }
}
