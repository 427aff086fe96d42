/// Findings that are never acted on, such as `noreply` addresses.
public struct AllowList: Sendable {
  private let exact: Set<[UInt8]>
  private let patterns: [Pattern]

  /// Nothing is allowed.
  public static let empty = AllowList(exact: [], patterns: [])

  /// An allow list of whole values, compared without regard to case, and of expressions that
  /// match whole values.
  init(exact: [String], patterns: [Pattern]) {
    self.exact = Set(exact.map { Array($0.lowercased().utf8) })
    self.patterns = patterns
  }

  /// Whether a finding with that text is allowed.
  func allows(_ value: Span<UInt8>, _ matcher: Matcher) -> Bool {
    if !exact.isEmpty, exact.contains(Normalizer.lower.normalized(value)) { return true }
    return patterns.contains { pattern in
      if case .match = matcher.match(pattern, value, starts: 0..<0) { true } else { false }
    }
  }
}
