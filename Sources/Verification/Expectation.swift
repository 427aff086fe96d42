/// What was expected of a conversation, and what came of it.
public enum Expectation: Sendable, Equatable {
  /// Nothing is expected: there is no file.
  case none
  /// There is no file, and there must be one.
  case missing
  /// It is as expected.
  case met
  /// It differs.
  case differs(TranscriptDifference)
  /// The expected transcript was written.
  case written
  /// It was not written, because something got through.
  case notWritten

  /// Whether something else came than was expected.
  public var isFailure: Bool {
    switch self {
    case .differs, .missing: true
    case .none, .met, .written, .notWritten: false
    }
  }
}
