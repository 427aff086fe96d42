/// What is found in the lines that one side was sent.
public struct SideFindings: Sendable, Equatable {
  /// What a rule that acts finds again, by entity and path: it got through.
  public internal(set) var rescanned: PathCounts = [:]
  /// What such a rule finds and what may pass, because its action is to allow it or nothing is masked
  /// at its place, by entity and path: no error.
  public internal(set) var allowed: PathCounts = [:]
  /// What is found below the threshold at which rules act, or by rules that are off, by entity and
  /// path: for a look, and no error.
  public internal(set) var doubtful: PathCounts = [:]
  /// Values that must not stand there and do, by entity and path: they got through.
  public internal(set) var values: PathCounts = [:]
  /// How many values do.
  public internal(set) var valuesFound = 0
  /// How many values were searched for.
  public internal(set) var searched = 0
  /// Texts that could not be scanned again, which proves nothing.
  public internal(set) var unscanned = 0

  /// Whether something got through, or may have.
  public var isClean: Bool { rescanned.isEmpty && values.isEmpty && unscanned == 0 }
}
