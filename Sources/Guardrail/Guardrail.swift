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
  let uptime: @Sendable () -> Duration

  /// A guardrail.
  ///
  /// - Parameters:
  ///   - settings: What it is to do.
  ///   - dialect: The protocol of its frames.
  ///   - recognizers: What it looks for.
  ///   - key: Names the tokens.
  ///   - vault: Keeps the values.
  ///   - clock: A clock of CPU time, which bounds the work on one frame.
  ///   - uptime: A clock that never goes back, by which the vault lets old values go and responses
  ///     are timed.
  public init(
    settings: Settings, dialect: Dialect = Responses.dialect, recognizers: RecognizerSet,
    key: TokenKey, vault: any TokenVault, clock: @escaping @Sendable () -> Duration,
    uptime: @escaping @Sendable () -> Duration
  ) {
    self.settings = settings
    self.dialect = dialect
    self.recognizers = recognizers
    self.key = key
    self.vault = vault
    self.clock = clock
    self.uptime = uptime
    grammar = TokenGrammar(entities: recognizers.entities)
  }

  /// The same with a vault of its own: nothing that was masked here is known there.
  public func renewed(vault: any TokenVault) -> Guardrail {
    Guardrail(
      settings: settings, dialect: dialect, recognizers: recognizers, key: key, vault: vault,
      clock: clock, uptime: uptime)
  }

  /// Whole seconds of the clock.
  func time() -> Int64 { uptime().components.seconds }
}
