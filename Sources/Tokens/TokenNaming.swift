internal import Crypto

/// Names values: the same value has the same name in every turn and on every node with the key.
///
/// A suffix is written in Crockford's base32, most significant bits first. With `‖ 0x00 ‖` between
/// the parts,
///
///     V = HMAC-SHA256(key, "maskwire/1/value" ‖ scope ‖ entity ‖ normalised value)
///     F = HMAC-SHA256(key, "maskwire/1/form"  ‖ scope ‖ entity ‖ exact value)
///
/// it is the first 8 characters of V; if the exact value is not the normalised one, then 2 of F
/// follow. A value whose name is taken by another one has the first 13 characters of F instead.
public struct TokenNaming: Sendable {
  static let valueCharacters = 8
  static let formCharacters = 2
  static let longCharacters = 13
  static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  private let key: TokenKey
  private let scope: [UInt8]

  /// The naming of one scope, such as a principal; the scope holds no NUL.
  public init(key: TokenKey, scope: [UInt8]) {
    self.key = key
    self.scope = scope
  }

  /// The name of a value.
  ///
  /// - Parameters:
  ///   - entity: The name of its entity.
  ///   - exact: The value as it was found, as UTF-8.
  ///   - normalized: The value in its normalised form, as UTF-8.
  public func name(entity: String, exact: [UInt8], normalized: [UInt8]) -> TokenName {
    var bytes = Array(entity.utf8)
    bytes.append(UInt8(ascii: "_"))
    Self.append(digest("value", entity, normalized), characters: Self.valueCharacters, to: &bytes)
    if exact != normalized {
      Self.append(digest("form", entity, exact), characters: Self.formCharacters, to: &bytes)
    }
    return TokenName(bytes: bytes)
  }

  /// The name of a JSON number: that of its digits with two more characters, as if they were
  /// another spelling, so that it is told apart from a text of the same digits.
  public func numberName(entity: String, digits: [UInt8]) -> TokenName {
    var name = name(entity: entity, exact: digits, normalized: digits).bytes
    Self.append(digest("form", entity, digits), characters: Self.formCharacters, to: &name)
    return TokenName(bytes: name)
  }

  /// The name of a value whose common name is taken by another value.
  public func longName(entity: String, exact: [UInt8]) -> TokenName {
    var bytes = Array(entity.utf8)
    bytes.append(UInt8(ascii: "_"))
    Self.append(digest("form", entity, exact), characters: Self.longCharacters, to: &bytes)
    return TokenName(bytes: bytes)
  }

  private func digest(_ purpose: String, _ entity: String, _ value: [UInt8]) -> [UInt8] {
    var message = Array("maskwire/1/\(purpose)".utf8)
    message.append(0)
    message.append(contentsOf: scope)
    message.append(0)
    message.append(contentsOf: entity.utf8)
    message.append(0)
    message.append(contentsOf: value)
    return Array(HMAC<SHA256>.authenticationCode(for: message, using: key.key))
  }

  private static func append(_ digest: [UInt8], characters: Int, to bytes: inout [UInt8]) {
    for character in 0..<characters {
      var value = 0
      for bit in character * 5..<character * 5 + 5 {
        value = value << 1 | Int(digest[bit >> 3] >> UInt8(7 - bit & 7) & 1)
      }
      bytes.append(alphabet[value])
    }
  }
}
