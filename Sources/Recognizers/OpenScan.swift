/// What a scan has settled of a text that goes on.
public struct OpenScan: Sendable, Equatable {
  /// A match that more text could still make, unmake or make longer.
  public struct Candidate: Sendable, Equatable {
    /// Index of its recognizer in the `RecognizerSet`.
    public var recognizer: Int
    /// Index of its pattern in the recognizer.
    public var pattern: Int
    /// Where it starts, in bytes of the text.
    public var start: Int
  }

  /// Up to where, in bytes of the text, nothing that follows changes what is found.
  public var settled: Int { firstWaiting.map { border(atOrBefore: min(decided, $0)) } ?? decided }
  /// The same, but for what the order of findings may depend on.
  private var decided: Int
  /// Where the first finding starts that waits for more words.
  private var firstWaiting: Int?
  /// The matches that were looked at, findings or not, and whatever else is settled as a whole: a
  /// scan from inside of one would find something else.
  public private(set) var units: [Range<Int>] = []
  /// The matches that are open, of each pattern the one that starts first.
  public var candidates: [Candidate] { (first.map { [$0] } ?? []) + others }
  /// Most scans leave one match open, the last word as the beginning of an address: it has a place of
  /// its own, so that nothing is allocated for it.
  private var first: Candidate?
  private var others: [Candidate] = []
  /// Findings whose score words that are still to come may raise: that matters only where they overlap
  /// with something else.
  private var waiting: [Waiting] = []

  /// A finding that more words may make surer.
  struct Waiting: Sendable, Equatable {
    var candidate: Candidate
    /// The match, in bytes of the text.
    var unit: Range<Int>
  }

  /// A scan that has settled all of a text.
  public init(settled: Int) { decided = settled }

  /// Settles the text at most up to an offset, and not into a unit.
  public mutating func settle(upTo offset: Int) {
    decided = border(atOrBefore: min(decided, offset))
  }

  /// Waits for no more words: what is found now counts.
  public mutating func stopWaiting() { firstWaiting = nil }

  /// Settles more of the text, up to an offset or the unit that it is in, whatever is open.
  public mutating func release(upTo offset: Int) { decided = border(atOrBefore: offset) }

  /// The start of the unit that an offset is in, or the offset.
  private func border(atOrBefore offset: Int) -> Int {
    var border = offset
    var hasMoved = true
    while hasMoved {
      hasMoved = false
      for unit in units where unit.lowerBound < border && unit.upperBound > border {
        border = unit.lowerBound
        hasMoved = true
      }
    }
    return border
  }

  /// Adds something that is settled as a whole.
  public mutating func add(unit: Range<Int>) {
    units.append(unit)
    if unit.lowerBound < decided, unit.upperBound > decided { settle(upTo: unit.lowerBound) }
  }

  /// Adds what another scan of the same text leaves open.
  mutating func add(_ other: OpenScan) {
    units.append(contentsOf: other.units)
    if let first = other.first { note(first) }
    for candidate in other.others { note(candidate) }
    waiting.append(contentsOf: other.waiting)
    settle(upTo: other.decided)
  }

  /// Adds a finding that more words may make surer; its match is a unit already.
  mutating func wait(for finding: Waiting) { waiting.append(finding) }

  /// What waits, in another text.
  func forEachWaiting(_ body: (Waiting) -> Void) { waiting.forEach(body) }

  /// Leaves those findings open that wait for more words and overlap with another match.
  mutating func settleWaiting() {
    guard !waiting.isEmpty else { return }
    for finding in waiting {
      let overlaps =
        units.contains { $0 != finding.unit && $0.overlaps(finding.unit) }
        || waiting.contains {
          $0.unit == finding.unit && $0.candidate.recognizer != finding.candidate.recognizer
        }
      if overlaps { firstWaiting = min(firstWaiting ?? .max, finding.candidate.start) }
    }
    waiting = []
  }

  /// Notes a match that is open.
  mutating func note(_ candidate: Candidate) {
    if first == nil {
      first = candidate
    } else if first != candidate, !others.contains(candidate) {
      others.append(candidate)
    }
    settle(upTo: candidate.start)
  }
}

/// How a match that was open goes on.
public enum Continuation: Sendable, Equatable {
  /// It ends there, in bytes of the text.
  case ends(Int)
  /// It has become none.
  case none
  /// It is still open.
  case open
}

/// An engine that can look at a text before all of it is there.
public protocol OpenRecognizerEngine: RecognizerEngine {
  /// Appends the findings in a part of a text that goes on, in order and without overlaps.
  ///
  /// What it finds before `settled` is what a scan of the whole text finds there.
  ///
  /// - Parameters:
  ///   - text: Valid UTF-8: what is looked at, and before it what matches and context words may
  ///     look back at.
  ///   - start: Where findings may start; what stands before was settled by earlier scans.
  ///   - isLast: Whether the text ends here.
  ///   - key: The JSON key that the text stands under; empty for none.
  ///   - budget: The CPU time that the frame may still take.
  ///   - findings: Receives the findings.
  func scan(
    open text: Span<UInt8>, from start: Int, isLast: Bool, key: Span<UInt8>,
    budget: inout WorkBudget, into findings: inout [Finding]
  ) throws(ScanFailure) -> OpenScan

  /// How an open match goes on now that there is more text.
  func follow(
    _ candidate: OpenScan.Candidate, in text: Span<UInt8>, isLast: Bool,
    budget: inout WorkBudget
  ) throws(ScanFailure) -> Continuation
}
