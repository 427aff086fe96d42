extension UndisguisingEngine: OpenRecognizerEngine {
  /// Scans a text that goes on; see `OpenRecognizerEngine`.
  public func scan(
    open text: Span<UInt8>, from start: Int, isLast: Bool, key: Span<UInt8>,
    budget: inout WorkBudget, into findings: inout [Finding]
  ) throws(ScanFailure) -> OpenScan {
    let first = findings.count
    var scan = try plain.scan(
      open: text, from: start, isLast: isLast, key: key, budget: &budget, into: &findings)
    let plainCount = findings.count
    guard TextFolder.mayHoldDisguise(text) else { return scan }
    // How the last letters read may depend on how the text goes on, and an escape may not be whole.
    if !isLast { scan.settle(upTo: max(start, TextFolder.startOfUnsettled(text))) }
    let end = isLast ? text.count : max(start, text.startOfLastEscape)
    guard let folded = folder.fold(text.extracting(0..<end)) else {
      guard end < text.count else { return scan }
      // It reads as it stands up to there.
      found.removeAll(keepingCapacity: true)
      scan.add(
        try plain.scan(
          open: text.extracting(0..<end), from: start, isLast: false, key: key, budget: &budget,
          into: &found))
      return scan
    }
    found.removeAll(keepingCapacity: true)
    let inFolded = try plain.scan(
      open: folded.bytes.span, from: folded.position(ofOriginal: start), isLast: isLast, key: key,
      budget: &budget, into: &found)
    for var finding in found {
      let original = folded.original(finding.range)
      finding.start = original.lowerBound
      finding.end = original.upperBound
      findings.append(finding)
    }
    scan.add(inFolded.inOriginal(of: folded, count: end))
    if findings.count > plainCount { Finding.resolveOverlaps(in: &findings, from: first, of: set) }
    return scan
  }

  /// Follows an open match as the text stands and as it reads; see `OpenRecognizerEngine`.
  public func follow(
    _ candidate: OpenScan.Candidate, in text: Span<UInt8>, isLast: Bool,
    budget: inout WorkBudget
  ) throws(ScanFailure) -> Continuation {
    let asItStands = try plain.follow(candidate, in: text, isLast: isLast, budget: &budget)
    guard asItStands != .open, TextFolder.mayHoldDisguise(text) else { return asItStands }
    let end = isLast ? text.count : max(candidate.start, text.startOfLastEscape)
    guard let folded = folder.fold(text.extracting(0..<end)) else { return asItStands }
    var candidate = candidate
    candidate.start = folded.position(ofOriginal: candidate.start)
    guard candidate.start < folded.bytes.count else { return asItStands }
    let asItReads = try plain.follow(
      candidate, in: folded.bytes.span, isLast: isLast, budget: &budget)
    guard case .ends(let end) = asItReads, end > 0 else {
      return asItReads == .open ? .open : asItStands
    }
    let original = folded.original(end - 1..<end).upperBound
    guard case .ends(let other) = asItStands else { return .ends(original) }
    return .ends(max(original, other))
  }
}

extension OpenScan {
  /// What a scan of a folded text says of the original.
  fileprivate func inOriginal(of folded: FoldedText, count: Int) -> OpenScan {
    var scan = OpenScan(settled: folded.originalStart(of: settled, in: count))
    for unit in units where !unit.isEmpty { scan.add(unit: folded.original(unit)) }
    for var candidate in candidates {
      candidate.start = folded.originalStart(of: candidate.start, in: count)
      scan.note(candidate)
    }
    return scan
  }
}

extension Span<UInt8> {
  /// Where the first of the last characters stands that may begin an escape; the end if none does.
  fileprivate var startOfLastEscape: Int {
    // A character outside the first plane as two `\uXXXX`.
    let longest = 12
    for index in Swift.max(0, count - longest)..<count {
      switch self[index] {
      case UInt8(ascii: "&"), UInt8(ascii: "%"), UInt8(ascii: "\\"): return index
      default: continue
      }
    }
    return count
  }
}
