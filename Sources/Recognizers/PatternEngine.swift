/// The plain engine: each pattern over each text that could hold a match of it, as a look at its
/// bytes tells.
///
/// It is the oracle for any faster one.
public final class PatternEngine: RecognizerEngine {
  struct Candidate {
    let recognizer: Int
    /// Index of the pattern in its recognizer.
    let pattern: Int
    let scored: Recognizer.ScoredPattern
  }

  /// The recognizers whose findings it gives.
  public let set: RecognizerSet
  let candidates: [Candidate]
  private let prefilter: Prefilter
  /// Tells where a match may begin in a text that goes on.
  let headFilter: Prefilter
  /// A bit for each candidate that may match in the text that is scanned.
  var possible: [UInt64] = []
  let matcher: Matcher
  private let limits: MatchLimits
  private let inTraffic: Bool
  let threshold: Double
  private let retriesInWindows: Bool
  var found: [Finding] = []
  /// Whether patterns are tried on texts in which they cannot match, too.
  var triesAll = false

  /// An engine over a set of recognizers.
  ///
  /// - Parameters:
  ///   - set: The recognizers.
  ///   - limits: How much work matching may take.
  ///   - inTraffic: Whether it serves `filter` and `serve`: then recognizers that are off by
  ///     default are left out, and values that are harmless in traffic are allowed.
  ///   - threshold: Findings below this score are none.
  ///   - retriesInWindows: Whether a text on which a pattern reaches a limit is scanned again in
  ///     pieces.
  public init(
    _ set: RecognizerSet, limits: MatchLimits = MatchLimits(), inTraffic: Bool = true,
    threshold: Double = RecognizerSet.threshold, retriesInWindows: Bool = true
  ) {
    self.set = set
    self.limits = limits
    self.inTraffic = inTraffic
    self.threshold = threshold
    self.retriesInWindows = retriesInWindows
    candidates = set.recognizers.enumerated().flatMap { index, recognizer in
      recognizer.isEnabled || !inTraffic
        ? recognizer.patterns.enumerated().map {
          Candidate(recognizer: index, pattern: $0.offset, scored: $0.element)
        } : []
    }
    let requirements = candidates.map(\.scored.pattern.requirements)
    prefilter = Prefilter(requirements)
    headFilter = Prefilter(headsOf: requirements)
    let groups = set.recognizers.flatMap(\.patterns).map(\.pattern.groupCount).max() ?? 1
    matcher = Matcher(groups: groups, limits: limits)
  }

  /// Appends the findings in one text, in order and without overlaps.
  public func scan(
    _ text: Span<UInt8>, key: Span<UInt8>, budget: inout WorkBudget,
    into findings: inout [Finding]
  ) throws(ScanFailure) {
    guard text.count > 1 else { return }
    var keyWords: WordList?
    found.removeAll(keepingCapacity: true)
    prefilter.find(in: text, all: triesAll, into: &possible)
    for word in possible.indices {
      var bits = possible[word]
      while bits != 0 {
        let candidate = candidates[word * 64 + bits.trailingZeroBitCount]
        bits &= bits - 1
        try run(
          candidate, text, 0..<text.count, key, &keyWords, &budget, mayRetry: retriesInWindows)
      }
    }
    guard !found.isEmpty else { return }
    let first = findings.count
    findings.append(contentsOf: found)
    Finding.resolveOverlaps(in: &findings, from: first, of: set)
  }

  /// Runs one pattern over a part of a text, in calls of bounded starts.
  private func run(
    _ candidate: Candidate, _ text: Span<UInt8>, _ part: Range<Int>, _ key: Span<UInt8>,
    _ keyWords: inout WordList?, _ budget: inout WorkBudget, mayRetry: Bool
  ) throws(ScanFailure) {
    let window = text.extracting(part)
    var start = 0
    while start <= window.count {
      var last = start + limits.windowBytes
      if last < window.count {
        last = window.characterBorder(atOrBefore: last)
      } else {
        last = window.count
      }
      guard budget.spend(last - start + 1) else { throw .budget }
      switch matcher.match(candidate.scored.pattern, window, starts: start..<last) {
      case .none, .partial:
        guard last < window.count else { return }
        start = last
      case .limit:
        guard mayRetry else { throw .matchLimit(recognizer: candidate.recognizer) }
        try runInWindows(candidate, text, from: start, key, &keyWords, &budget)
        return
      case .match(let matchStart, let matchEnd, let valueStart, let valueEnd):
        let span = valueStart + part.lowerBound..<valueEnd + part.lowerBound
        let accepted = accept(candidate, span, in: text, key, &keyWords)
        // A rejected match may hide a good one that starts inside it.
        let next = accepted ? max(matchEnd, matchStart + 1) : matchStart + 1
        start = window.characterBorder(atOrAfter: max(next, start))
      }
    }
  }

  /// A text on which a pattern reaches a limit may be harmless: the same work in small pieces.
  private func runInWindows(
    _ candidate: Candidate, _ text: Span<UInt8>, from start: Int, _ key: Span<UInt8>,
    _ keyWords: inout WordList?, _ budget: inout WorkBudget
  ) throws(ScanFailure) {
    var head = text.characterBorder(atOrBefore: max(0, start - limits.overlapBytes))
    while head < text.count {
      let tail = text.characterBorder(atOrBefore: min(text.count, head + limits.windowBytes))
      try run(candidate, text, head..<tail, key, &keyWords, &budget, mayRetry: false)
      guard tail < text.count else { return }
      head = text.characterBorder(atOrBefore: tail - limits.overlapBytes)
    }
  }

  /// Judges a match; keeps it if it is a finding. Returns false if the validator rejects it.
  func accept(
    _ candidate: Candidate, _ span: Range<Int>, in text: Span<UInt8>, _ key: Span<UInt8>,
    _ keyWords: inout WordList?
  ) -> Bool {
    guard !span.isEmpty else { return false }
    let recognizer = set.recognizers[candidate.recognizer]
    let value = text.extracting(span)
    var score = candidate.scored.score
    var isValidated = false
    switch recognizer.validator?.check(value) {
    case .invalid: return false
    case .valid:
      score = 1
      isValidated = true
    case .plausible, nil: break
    }
    if score < 1, !recognizer.context.isEmpty {
      let words = keyWords ?? Self.words(of: key)
      keyWords = words
      if recognizer.context.stands(near: span, in: text, key: words) {
        score = ContextWords.boosted(score)
      }
    }
    guard score >= threshold else { return true }
    if recognizer.allowList.allows(value, matcher) { return true }
    if inTraffic, recognizer.trafficAllowList.allows(value, matcher) { return true }
    found.append(
      Finding(
        start: span.lowerBound, end: span.upperBound, recognizer: candidate.recognizer,
        score: score, isValidated: isValidated))
    return true
  }

  static func words(of key: Span<UInt8>) -> WordList {
    var list = WordList()
    list.append(key: key)
    return list
  }
}
