public import Dialects
public import Recognizers
public import Tokens

/// What all connections share: rules, protocol table, key, vault and settings.
public final class Guardrail: Sendable {
  /// What it is set to do.
  public let settings: Settings
  /// The protocol table.
  public let dialect: Dialect
  /// The recognizers.
  public let recognizers: RecognizerSet
  let grammar: TokenGrammar
  let key: TokenKey
  let vault: any TokenVault
  let clock: @Sendable () -> Duration
  let time: @Sendable () -> Int64

  /// A guardrail.
  ///
  /// - Parameters:
  ///   - settings: What it is to do.
  ///   - dialect: The protocol of its frames.
  ///   - recognizers: What it looks for.
  ///   - key: Names the tokens.
  ///   - vault: Keeps the values.
  ///   - clock: A clock of CPU time, which bounds the work on one frame.
  ///   - time: Seconds since any fixed moment, by which the vault lets old values go.
  public init(
    settings: Settings, dialect: Dialect = Responses.dialect, recognizers: RecognizerSet,
    key: TokenKey, vault: any TokenVault, clock: @escaping @Sendable () -> Duration,
    time: @escaping @Sendable () -> Int64 = { 0 }
  ) {
    self.settings = settings
    self.dialect = dialect
    self.recognizers = recognizers
    self.key = key
    self.vault = vault
    self.clock = clock
    self.time = time
    grammar = TokenGrammar(entities: recognizers.entities)
  }
}
