/// One rule: which text is personal data of which entity, and what to do with it.
public struct Recognizer: Sendable {
  /// A regular expression and how sure a match of it alone is.
  public struct ScoredPattern: Sendable {
    /// Its name in the rule file.
    public let name: String
    /// The compiled expression.
    public let pattern: Pattern
    /// From 0 to 1, before context words and validation.
    public let score: Double
  }

  /// What happens to a finding in a client frame.
  public enum Action: String, Sendable, CaseIterable {
    /// Replaced by a token that comes back as the value.
    case tokenize
    /// Replaced by `<ENTITY>`, one way.
    case redact
    /// The frame is refused.
    case block
    /// Left as it is.
    case allow
  }

  /// Unique name.
  public let name: String
  /// The entity of its findings, such as `EMAIL_ADDRESS`.
  public let entity: String
  /// The group of entities that it belongs to, such as `SECRET`; nil for none.
  public let family: String?
  /// Whether `filter` and `serve` act on its findings.
  public let isEnabled: Bool
  /// What it looks for.
  public let patterns: [ScoredPattern]
  /// Words that make a finding surer.
  public let context: ContextWords
  /// The check that a match must pass.
  public let validator: Validator?
  /// How a value is written before it is named.
  public let normalizer: Normalizer
  /// Findings that are never acted on.
  public let allowList: AllowList
  /// Findings that are not acted on in traffic, such as loopback addresses.
  public let trafficAllowList: AllowList
  /// Whether what a stronger finding leaves of one of its findings is still found, as of a password
  /// with an e-mail address in it.
  public let keepsRest: Bool
  /// What happens to its findings.
  public let action: Action
  /// What it must find and must leave alone.
  public let examples: [RuleExample]
  /// Where it is defined.
  public let place: RulePlace
}

/// Where in the rule files something stands.
public struct RulePlace: Sendable, Equatable, CustomStringConvertible {
  /// The file as it was named to the loader.
  public let file: String
  /// Line, counted from 1.
  public let line: Int

  /// `FILE:LINE`.
  public var description: String { "\(file):\(line)" }
}

/// A text with which a recognizer is tried when its file is loaded.
public struct RuleExample: Sendable {
  /// The text without markers, as UTF-8.
  public let text: [UInt8]
  /// The JSON key that the text stands under; empty for none.
  public let key: [UInt8]
  /// The spans that must be found, in bytes of `text`; empty if nothing is marked.
  public let spans: [Range<Int>]
  /// Whether something must be found; if not, nothing of the entity may be.
  public let mustMatch: Bool
  /// Where it stands.
  public let place: RulePlace
}
