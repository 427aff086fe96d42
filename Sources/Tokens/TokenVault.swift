/// Keeps the values behind tokens, by principal.
///
/// A store may be shared by many connections at once.
public protocol TokenVault: Sendable {
  /// Keeps a value under a name.
  ///
  /// - Returns: Whether the name now stands for this value; false if another value has it.
  /// - Throws: `VaultFull` if the principal holds as many values as it may.
  func store(_ value: [UInt8], as name: TokenName, for principal: [UInt8]) throws(VaultFull) -> Bool

  /// The value behind a name; nil if there is none for this principal.
  func value(of name: TokenName, for principal: [UInt8]) -> [UInt8]?
}

/// A principal holds as many values as it may; nothing was stored.
public struct VaultFull: Error, Sendable, Equatable {}
