extension PatternEngine: OpenRecognizerEngine {
  /// Scans a text that goes on; see `OpenRecognizerEngine`.
  public func scan(
    open text: Span<UInt8>, from start: Int, isLast: Bool, key: Span<UInt8>,
    budget: inout WorkBudget, into findings: inout [Finding]
  ) throws(ScanFailure) -> OpenScan {
    var scan = OpenScan(settled: text.count)
    guard start < text.count else { return scan }
    var keyWords: WordList?
    found.removeAll(keepingCapacity: true)
    headFilter.find(
      in: text.extracting(start..<text.count), isOpen: !isLast, all: triesAll, into: &possible)
    for word in possible.indices {
      var bits = possible[word]
      while bits != 0 {
        let index = word * 64 + bits.trailingZeroBitCount
        bits &= bits - 1
        try runOpen(index, text, from: start, isLast: isLast, key, &keyWords, &budget, &scan)
      }
    }
    let first = findings.count
    findings.append(contentsOf: found)
    Finding.resolveOverlaps(in: &findings, from: first, of: set)
    return scan
  }

  /// Follows an open match; see `OpenRecognizerEngine`.
  public func follow(
    _ candidate: OpenScan.Candidate, in text: Span<UInt8>, isLast: Bool,
    budget: inout WorkBudget
  ) throws(ScanFailure) -> Continuation {
    guard budget.spend(text.count - candidate.start) else { throw .budget }
    let pattern = set.recognizers[candidate.recognizer].patterns[candidate.pattern].pattern
    let starts = candidate.start..<candidate.start
    switch matcher.match(pattern, text, starts: starts, isOpen: !isLast) {
    case .none: return .none
    case .limit: throw .matchLimit(recognizer: candidate.recognizer)
    case .partial: return .open
    case .match(_, let end, _, _): return .ends(end)
    }
  }

  /// Runs one pattern over the open end of a text.
  private func runOpen(
    _ index: Int, _ text: Span<UInt8>, from first: Int, isLast: Bool, _ key: Span<UInt8>,
    _ keyWords: inout WordList?, _ budget: inout WorkBudget, _ scan: inout OpenScan
  ) throws(ScanFailure) {
    let candidate = candidates[index]
    var start = first
    while start <= text.count {
      guard budget.spend(text.count - start + 1) else { throw .budget }
      let outcome = matcher.match(
        candidate.scored.pattern, text, starts: start..<text.count, isOpen: !isLast)
      switch outcome {
      case .none: return
      case .limit: throw .matchLimit(recognizer: candidate.recognizer)
      case .partial(let partialStart):
        // At the very end every pattern may begin: nothing of it is there yet.
        guard partialStart < text.count else { return }
        guard mayCount(candidate, key, &keyWords) else {
          start = text.characterBorder(atOrAfter: partialStart + 1)
          continue
        }
        scan.note(
          .init(
            recognizer: candidate.recognizer, pattern: candidate.pattern, start: partialStart))
        return
      case .match(let matchStart, let matchEnd, let valueStart, let valueEnd):
        let accepted = accept(candidate, valueStart..<valueEnd, in: text, key, &keyWords)
        if accepted, !isLast, mayChange(candidate, valueStart..<valueEnd, in: text) {
          let open = OpenScan.Candidate(
            recognizer: candidate.recognizer, pattern: candidate.pattern, start: matchStart)
          if candidate.scored.score >= threshold {
            scan.wait(for: .init(candidate: open, unit: matchStart..<matchEnd))
          } else {
            scan.note(open)
          }
        }
        if accepted, matchEnd > matchStart { scan.add(unit: matchStart..<matchEnd) }
        let next = accepted ? max(matchEnd, matchStart + 1) : matchStart + 1
        start = text.characterBorder(atOrAfter: max(next, start))
      }
    }
  }

  /// Whether a match could be a finding: one that only the key could make surer is none under
  /// another key.
  private func mayCount(
    _ candidate: Candidate, _ key: Span<UInt8>, _ keyWords: inout WordList?
  ) -> Bool {
    let recognizer = set.recognizers[candidate.recognizer]
    guard candidate.scored.score < threshold, recognizer.validator?.mayValidate != true,
      recognizer.context.before == 0, recognizer.context.after == 0
    else { return true }
    let words = keyWords ?? Self.words(of: key)
    keyWords = words
    return recognizer.context.stands(amongWordsOf: words)
  }

  /// Whether context words that are still to come could raise the score of a match.
  private func mayChange(
    _ candidate: Candidate, _ span: Range<Int>, in text: Span<UInt8>
  ) -> Bool {
    let recognizer = set.recognizers[candidate.recognizer]
    guard !recognizer.context.isEmpty, recognizer.context.after > 0 else { return false }
    // What has its full score without them stays so; a word that has raised it may go on to be none.
    if candidate.scored.score >= 1 { return false }
    if let last = found.last, last.range == span, last.isValidated { return false }
    return !recognizer.context.isSettled(after: span.upperBound, in: text)
  }
}
