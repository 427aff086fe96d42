internal import Dialects
internal import Guardrail
internal import Recognizers

/// Scans texts that have gone out once more, with every rule and a low threshold.
final class Rescanner {
  /// Something found in a text.
  struct Hit {
    let entity: String
    /// The value; nothing of it may be printed.
    let bytes: [UInt8]
    /// Whether the guardrail should have masked it: a rule that is on says so, at the threshold at
    /// which it acts. What only others say, or a low score, is doubtful.
    let isSure: Bool
  }

  /// From this score on something is found, to be looked at.
  static let threshold = 0.3

  private let all: UndisguisingEngine
  private let acting: UndisguisingEngine
  private let actions: [Recognizer.Action]
  private let limits: MatchLimits
  private let tokens: TokenRanges
  private var findings: [Finding] = []
  /// Texts that could not be scanned.
  private(set) var unscanned = 0

  /// A scanner for what one side was sent.
  ///
  /// - Parameter readsBase64: Whether runs of base64 are decoded, as what clients send.
  init(_ guardrail: Guardrail, readsBase64: Bool) {
    let set = guardrail.recognizers
    let limits = guardrail.settings.match
    self.limits = limits
    all = UndisguisingEngine(
      PatternEngine(set, limits: limits, inTraffic: false, threshold: Self.threshold),
      readsBase64: readsBase64)
    acting = UndisguisingEngine(PatternEngine(set, limits: limits), readsBase64: readsBase64)
    let overrides = guardrail.settings.actions
    actions = set.recognizers.map { recognizer in
      overrides[recognizer.entity] ?? recognizer.family.flatMap { overrides[$0] }
        ?? recognizer.action
    }
    tokens = TokenRanges(entities: set.entities)
  }

  /// What a text holds beside tokens.
  func hits(in text: FrameText) -> [Hit] {
    switch text.kind {
    case .identifier, .piece: return []
    case .text, .name, .header, .url: break
    }
    let sure = findings(acting, text).filter { isSure($0, text) }
    let others = findings(all, text).filter { finding in
      !sure.contains { $0.range.overlaps(finding.range) }
    }
    return sure.map { hit($0, text, isSure: true) } + others.map { hit($0, text, isSure: false) }
  }

  private func hit(_ finding: Finding, _ text: FrameText, isSure: Bool) -> Hit {
    Hit(
      entity: acting.set.recognizers[finding.recognizer].entity,
      bytes: finding.reading ?? Array(text.bytes[finding.range]), isSure: isSure)
  }

  private func isSure(_ finding: Finding, _ text: FrameText) -> Bool {
    let recognizer = acting.set.recognizers[finding.recognizer]
    guard actions[finding.recognizer] != .allow else { return false }
    switch text.kind {
    case .name: return finding.isValidated && finding.range == 0..<text.bytes.count
    case .header: return recognizer.family != "SECRET"
    case .url: return false
    case .text, .identifier, .piece: return true
    }
  }

  /// The findings of an engine that are no tokens; one that takes a token in is looked for again
  /// without it.
  private func findings(_ engine: UndisguisingEngine, _ text: FrameText) -> [Finding] {
    let found = scan(engine, text.bytes, key: text.key)
    guard !found.isEmpty else { return [] }
    let ranges = tokens.ranges(in: text.bytes)
    guard !ranges.isEmpty else { return found }
    return found.flatMap { finding -> [Finding] in
      let taken = ranges.filter { $0.overlaps(finding.range) }
      guard !taken.isEmpty else { return [finding] }
      return finding.rest(without: taken[...]).flatMap { rest in
        scan(engine, Array(text.bytes[rest.range]), key: text.key).map { inner in
          var inner = inner
          inner.start += rest.start
          inner.end += rest.start
          return inner
        }
      }
    }
  }

  private func scan(_ engine: UndisguisingEngine, _ text: [UInt8], key: [UInt8]) -> [Finding] {
    // Time is no matter here: work is bounded by the steps of each match.
    var budget = WorkBudget(frameBytes: 0, limits: limits, clock: { .zero })
    findings.removeAll(keepingCapacity: true)
    do throws(ScanFailure) {
      try engine.scan(text.span, key: key.span, budget: &budget, into: &findings)
    } catch {
      unscanned += 1
    }
    return findings
  }
}
