/// A check that a rule file refers to by name.
///
/// A validator sees exactly the bytes of the match, as UTF-8, and neither allocates nor keeps them.
public struct Validator: Sendable {
  /// The name that stands in a rule file.
  public let name: String
  /// Judges one candidate.
  public let check: @Sendable (_ candidate: Span<UInt8>) -> Validation

  /// All validators a rule file may name, in order of their names.
  public static let all: [Validator] = []

  /// The validator of that name, or nil if there is none.
  public static func named(_ name: String) -> Validator? { all.first { $0.name == name } }
}
