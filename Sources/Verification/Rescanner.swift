internal import Dialects
internal import Guardrail
internal import Recognizers

/// Scans texts that have gone out once more, with every rule and a low threshold.
final class Rescanner {
  /// What is found says of what was done.
  enum Certainty {
    /// A rule that acts finds it, at the threshold at which it acts: it should have been masked.
    case sure
    /// As that, but it may pass: its rule is told to allow it, or nothing is masked at its place.
    case allowed
    /// Its score is below that threshold, or its rule is off.
    case doubtful
  }

  /// Something found in a text.
  struct Hit: Equatable {
    let entity: String
    /// The value; nothing of it may be printed.
    let bytes: [UInt8]
    let certainty: Certainty
  }

  /// From this score on something is found, to be looked at.
  static let threshold = 0.3

  private let all: UndisguisingEngine
  private let acting: UndisguisingEngine
  private let actions: [Recognizer.Action]
  private let limits: MatchLimits
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
  }

  /// What a text holds beside blanks.
  func hits(in text: FrameText) -> [Hit] {
    switch text.kind {
    case .identifier, .structural, .fixedNumber, .piece: return []
    case .number: return hits(inNumber: text)
    case .text, .name, .header, .url: break
    }
    let sure = findings(acting, text)
    let others = findings(all, text).filter { finding in
      !sure.contains { $0.range.overlaps(finding.range) }
    }
    return sure.map { hit($0, text) } + others.map { hit($0, text, .doubtful) }
  }

  /// What stands over an offset of a text and is no chance: an address, or what has a check.
  func hits(over border: Int, in text: FrameText) -> [Hit] {
    findings(acting, text).filter { finding in
      finding.start < border && finding.end > border
        && (finding.isValidated
          || acting.set.recognizers[finding.recognizer].entity == "EMAIL_ADDRESS")
    }.map { hit($0, text) }
  }

  private func hit(_ finding: Finding, _ text: FrameText, _ certainty: Certainty) -> Hit {
    Hit(
      entity: acting.set.recognizers[finding.recognizer].entity,
      bytes: Array(text.bytes[finding.range]), certainty: certainty)
  }

  /// A finding of a rule that acts.
  private func hit(_ finding: Finding, _ text: FrameText) -> Hit {
    let recognizer = acting.set.recognizers[finding.recognizer]
    let passes =
      switch text.kind {
      case .url: true
      case .header: recognizer.family == "SECRET"
      case .name: !finding.isValidated || finding.range != text.bytes.indices
      case .text, .number, .identifier, .structural, .fixedNumber, .piece: false
      }
    let isAllowed = passes || actions[finding.recognizer] == .allow
    return hit(finding, text, isAllowed ? .allowed : .sure)
  }

  /// The findings of an engine; one that takes in a blank is looked for again without it.
  private func findings(_ engine: UndisguisingEngine, _ text: FrameText) -> [Finding] {
    let found = scan(engine, text.bytes, key: text.key)
    guard !found.isEmpty else { return [] }
    let blanks = text.bytes.blanks
    guard !blanks.isEmpty else { return found }
    return found.flatMap { finding -> [Finding] in
      let taken = blanks.filter { $0.overlaps(finding.range) }
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

/// Integers of JSON: with 14 digits or more a card or nothing, with 9 to 13 what a word of the key
/// says.
extension Rescanner {
  private static let digits = 9...19
  private static let cardDigits = 14
  /// Words of keys that say nothing of a number.
  private static let emptyWords: Set<String> = ["number", "id", "call"]
  /// Keywords of JSON Schema whose values are numbers.
  private static let schemaKeywords: Set<String> = [
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
    "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains",
    "maxContains",
  ]

  fileprivate func hits(inNumber text: FrameText) -> [Hit] {
    let number = text.bytes
    guard Self.digits.contains(number.count), number.allSatisfy(\.isDigit),
      number.contains(where: { $0 != 0x30 }),
      !Self.schemaKeywords.contains(String(decoding: text.key, as: UTF8.self))
    else { return [] }
    let words = KeyWords.of(text.key.span).filter { !Self.emptyWords.contains($0) }
    let found = scan(acting, number, key: Array(words.joined(separator: " ").utf8))
    guard let finding = found.first, finding.range == number.indices else { return [] }
    let isCard =
      acting.set.recognizers[finding.recognizer].entity == "CREDIT_CARD" && finding.isValidated
    guard number.count >= Self.cardDigits ? isCard : !words.isEmpty else { return [] }
    return [hit(finding, text)]
  }
}
