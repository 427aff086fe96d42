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
  ///   - set: The recognizers that they are of.
  public static func resolveOverlaps(
    in findings: inout [Finding], from start: Int, of set: RecognizerSet
  ) {
    guard findings.count > start + 1 else { return }
    findings[start...].sort { ($0.start, $0.end) < ($1.start, $1.end) }
    guard
      findings[start...].indices.dropFirst().contains(where: {
        findings[$0].start < findings[$0 - 1].end
      })
    else { return }
    var resolved: [Finding] = []
    var first = start
    while first < findings.count {
      var end = findings[first].end
      var last = first + 1
      while last < findings.count, findings[last].start < end {
        end = max(end, findings[last].end)
        last += 1
      }
      if last == first + 1 {
        resolved.append(findings[first])
      } else {
        resolved.append(contentsOf: strongest(of: findings[first..<last], set))
      }
      first = last
    }
    findings.replaceSubrange(start..., with: resolved)
  }

  /// The strongest of a cluster, then the strongest that does not overlap it, and so on; of a
  /// recognizer that asks for it also what stronger ones leave of a finding.
  private static func strongest(
    of cluster: ArraySlice<Finding>, _ set: RecognizerSet
  ) -> [Finding] {
    var kept: [Finding] = []
    for finding in cluster.sorted(by: isStronger) {
      let overlapping = kept.filter { $0.range.overlaps(finding.range) }
      if overlapping.isEmpty {
        kept.append(finding)
      } else if finding.recognizer >= 0, set.recognizers[finding.recognizer].keepsRest {
        kept.append(contentsOf: finding.rest(without: overlapping))
      }
    }
    return kept.sorted { $0.start < $1.start }
  }

  private func rest(without others: [Finding]) -> [Finding] {
    rest(without: others.map(\.range).sorted { $0.lowerBound < $1.lowerBound }[...])
  }

  /// The parts of a finding that ranges do not cover, which are in order; a single byte is a
  /// bracket or a full stop.
  public func rest(without ranges: ArraySlice<Range<Int>>) -> [Finding] {
    var rest: [Finding] = []
    var at = start
    for range in ranges {
      if at + 1 < range.lowerBound { rest.append(part(at..<range.lowerBound)) }
      at = max(at, range.upperBound)
    }
    if at + 1 < end { rest.append(part(at..<end)) }
    return rest
  }

  private func part(_ range: Range<Int>) -> Finding {
    Finding(
      start: range.lowerBound, end: range.upperBound, recognizer: recognizer, score: score,
      isValidated: isValidated)
  }
}
