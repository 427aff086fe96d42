/// What a validator says of the bytes that a pattern matched.
public enum Validation: Sendable, Equatable {
  /// The candidate breaks a rule of its format: there is no finding.
  case invalid
  /// Nothing speaks against it: the finding keeps the score of its pattern.
  case plausible
  /// A checksum or a registry confirms it: the finding is validated and has score 1.
  case valid
}
