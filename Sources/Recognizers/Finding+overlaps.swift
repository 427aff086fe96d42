extension Finding {
  /// Validated before unvalidated, then the higher score, the longer span, the earlier rule, the
  /// earlier place.
  static func isStronger(_ left: Finding, _ right: Finding) -> Bool {
    if left.isValidated != right.isValidated { return left.isValidated }
    if left.score != right.score { return left.score > right.score }
    if left.range.count != right.range.count { return left.range.count > right.range.count }
    if left.recognizer != right.recognizer { return left.recognizer < right.recognizer }
    if left.start != right.start { return left.start < right.start }
    // The same value twice: named as it reads, it has the token of its plain spelling.
    return left.reading != nil && right.reading == nil
  }

  /// Puts findings in order, and of those that overlap keeps the stronger ones.
  ///
  /// - Parameters:
  ///   - findings: The findings of one text, in any order, behind those of others.
  ///   - start: Index of the first one.
  public static func resolveOverlaps(in findings: inout [Finding], from start: Int) {
    guard findings.count > start + 1 else { return }
    findings[start...].sort { ($0.start, $0.end) < ($1.start, $1.end) }
    var kept = start
    var first = start
    while first < findings.count {
      var end = findings[first].end
      var last = first + 1
      while last < findings.count, findings[last].start < end {
        end = max(end, findings[last].end)
        last += 1
      }
      if last == first + 1 {
        findings[kept] = findings[first]
        kept += 1
      } else {
        for finding in strongest(of: findings[first..<last]) {
          findings[kept] = finding
          kept += 1
        }
      }
      first = last
    }
    findings.removeSubrange(kept...)
  }

  /// The strongest of a cluster, then the strongest that does not overlap it, and so on.
  private static func strongest(of cluster: ArraySlice<Finding>) -> [Finding] {
    var kept: [Finding] = []
    for finding in cluster.sorted(by: isStronger)
    where !kept.contains(where: { $0.range.overlaps(finding.range) }) {
      kept.append(finding)
    }
    return kept.sorted { $0.start < $1.start }
  }
}
