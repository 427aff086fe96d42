internal import Recognizers
internal import Tokens

/// Names values for one connection, and remembers which names it gave out.
struct TokenIssuer {
  private let naming: TokenNaming
  private let principal: [UInt8]
  private let vault: any TokenVault
  private var issued: Set<TokenName> = []

  init(principal: [UInt8], key: TokenKey, vault: any TokenVault) {
    self.principal = principal
    self.vault = vault
    naming = TokenNaming(key: key, scope: principal)
  }

  /// The token for a value, stored so that it can be restored.
  ///
  /// - Parameters:
  ///   - value: The value as it stands in the text: what comes back.
  ///   - reading: The value as it reads, if it is written in disguise.
  ///   - entity: The name of its entity.
  ///   - normalizer: How it is written before it is named.
  mutating func token(
    for value: [UInt8], reading: [UInt8]? = nil, entity: String, normalizer: Normalizer
  ) throws(VaultFull) -> [UInt8] {
    let written = reading ?? value
    let normalized = normalizer.normalized(written.span)
    var name = naming.name(entity: entity, exact: value, normalized: normalized)
    if try !vault.store(value, as: name, for: principal) {
      name = naming.longName(entity: entity, exact: value)
      _ = try vault.store(value, as: name, for: principal)
    }
    issued.insert(name)
    return name.token
  }

  /// The value of a token that this connection gave out; nil for any other.
  func value(of name: Span<UInt8>) -> [UInt8]? {
    guard !issued.isEmpty else { return nil }
    let name = TokenName(bytes: name.array)
    return issued.contains(name) ? vault.value(of: name, for: principal) : nil
  }
}
