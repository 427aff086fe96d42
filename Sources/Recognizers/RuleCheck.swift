/// Tries recognizers out: on their own examples, and on harmless text that must not stop them.
public struct RuleCheck {
  private let set: RecognizerSet
  private let limits: MatchLimits
  private let clock: WorkBudget.Clock

  /// A check of a set of recognizers, with a clock of CPU time.
  public init(
    _ set: RecognizerSet, limits: MatchLimits = MatchLimits(), clock: @escaping WorkBudget.Clock
  ) {
    self.set = set
    self.limits = limits
    self.clock = clock
  }

  /// Runs all examples; returns how many there are.
  ///
  /// Recognizers that are off by default are only there for their own examples.
  ///
  /// - Throws: The first example that fails, by its place; never its text.
  public func runExamples() throws(RuleError) -> Int {
    let enabled = set.recognizers.filter(\.isEnabled)
    let common = PatternEngine(RecognizerSet(enabled), limits: limits, inTraffic: false)
    var count = 0
    for recognizer in set.recognizers {
      let engine =
        recognizer.isEnabled
        ? common
        : PatternEngine(RecognizerSet(enabled + [recognizer]), limits: limits, inTraffic: false)
      for example in recognizer.examples {
        count += 1
        try run(example, of: recognizer, engine)
      }
    }
    return count
  }

  private func run(
    _ example: RuleExample, of recognizer: Recognizer, _ engine: PatternEngine
  ) throws(RuleError) {
    var budget = WorkBudget(frameBytes: example.text.count, limits: limits, clock: clock)
    var findings: [Finding] = []
    do throws(ScanFailure) {
      try engine.scan(
        example.text.span, key: example.key.span, budget: &budget, into: &findings)
    } catch {
      throw RuleError(example.place, "an example of '\(recognizer.name)' reaches a match limit")
    }
    let found = findings.filter {
      engine.set.recognizers[$0.recognizer].entity == recognizer.entity
    }
    .map(\.range)
    guard example.mustMatch else {
      guard let first = found.first else { return }
      throw RuleError(
        example.place,
        "an example of '\(recognizer.name)' must not match, but bytes \(first) do")
    }
    for span in example.spans where !found.contains(span) {
      throw RuleError(
        example.place,
        "an example of '\(recognizer.name)' must match at bytes \(span), but found is "
          + (found.isEmpty ? "nothing" : found.map(\.description).joined(separator: ", ")))
    }
    if found.isEmpty {
      throw RuleError(example.place, "an example of '\(recognizer.name)' does not match")
    }
  }

  /// Scans the benign corpus with each recognizer by itself.
  ///
  /// - Throws: The first recognizer that reaches a limit there, by its place.
  public func runBenignCorpus() throws(RuleError) {
    let noKey: [UInt8] = []
    for recognizer in set.recognizers {
      let alone = PatternEngine(
        RecognizerSet([recognizer]), limits: limits, inTraffic: false, retriesInWindows: false)
      // A text that it cannot match may still stop it, with other letters in it.
      alone.triesAll = true
      for text in BenignCorpus.all {
        var budget = WorkBudget(frameBytes: text.bytes.count, limits: limits, clock: clock)
        var findings: [Finding] = []
        do throws(ScanFailure) {
          try alone.scan(text.bytes.span, key: noKey.span, budget: &budget, into: &findings)
        } catch {
          throw RuleError(
            recognizer.place,
            "a pattern of '\(recognizer.name)' reaches its match limit on harmless \(text.name): "
              + "bound its repetitions")
        }
      }
    }
  }

  /// Scans pieces of the benign corpus as text that goes on, with each recognizer by itself.
  ///
  /// - Parameter holdCharacters: How many characters of a text are held because they could still
  ///   match; what is open for longer is masked, which harmless text must not be.
  /// - Throws: The first recognizer that leaves a match open for longer, by its place.
  public func runOpenText(holdCharacters: Int) throws(RuleError) {
    let noKey: [UInt8] = []
    for recognizer in set.recognizers where recognizer.isEnabled {
      let alone = PatternEngine(RecognizerSet([recognizer]), limits: limits)
      for text in BenignCorpus.all {
        for piece in 0..<Self.openPieces {
          let start = text.bytes.span.characterBorder(
            atOrAfter: piece * (text.bytes.count / Self.openPieces))
          let end = text.bytes.span.characterBorder(
            atOrBefore: min(text.bytes.count, start + Self.mostCharacterBytes * 2 * holdCharacters))
          let view = text.bytes.span.extracting(start..<end)
          var budget = WorkBudget(frameBytes: end - start, limits: limits, clock: clock)
          var findings: [Finding] = []
          let scan: OpenScan
          do throws(ScanFailure) {
            scan = try alone.scan(
              open: view, from: 0, isLast: false, key: noKey.span, budget: &budget, into: &findings)
          } catch {
            throw RuleError(
              recognizer.place,
              "a pattern of '\(recognizer.name)' reaches its match limit on harmless \(text.name): "
                + "bound its repetitions")
          }
          let isShort = scan.candidates.allSatisfy { candidate in
            let most = UndisguisingEngine.end(
              ofCharacters: holdCharacters, in: view, from: candidate.start)
            return most == view.count
          }
          guard isShort else {
            throw RuleError(
              recognizer.place,
              "a pattern of '\(recognizer.name)' is undecided after \(holdCharacters) characters of harmless "
                + "\(text.name), which output masking would mask: begin it with a fixed text, or "
                + "bound its repetitions")
          }
        }
      }
    }
  }

  /// How many pieces of each text are scanned so.
  private static let openPieces = 64
  private static let mostCharacterBytes = 4
}
