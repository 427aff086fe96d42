internal import FrameJSON
internal import Recognizers
internal import Tokens

/// What the scans of masked output have in common: the recognizers, what is done with their
/// findings, and the work that an event may take. It belongs to one task at a time.
final class OutputEngine {
  let guardrail: Guardrail
  let engine: UndisguisingEngine
  private let actions: [Recognizer.Action]
  var budget: WorkBudget
  /// Values that were masked since this was asked last, by entity.
  private(set) var masked: [String: Int] = [:]

  init(_ guardrail: Guardrail) {
    self.guardrail = guardrail
    engine = UndisguisingEngine(
      PatternEngine(guardrail.recognizers, limits: guardrail.settings.match), readsBase64: false)
    actions = guardrail.actions(of: engine.set)
    budget = WorkBudget(frameBytes: 0, limits: guardrail.settings.match, clock: guardrail.clock)
  }

  /// Begins the work on an event of that many bytes.
  func begin(frameBytes: Int) {
    budget = WorkBudget(
      frameBytes: frameBytes, limits: guardrail.settings.match, clock: guardrail.clock)
  }

  /// Whether findings of a recognizer stay. There is no one to refuse output to, so what may not be
  /// sent is masked.
  func allows(_ recognizer: Int) -> Bool { actions[recognizer] == .allow }

  /// What takes the place of a finding; nil if it stays.
  func mask(of finding: Finding) -> [UInt8]? {
    guard finding.recognizer != Finding.continuation else { return [] }
    guard !allows(finding.recognizer) else { return nil }
    let entity = engine.set.recognizers[finding.recognizer].entity
    masked[entity, default: 0] += 1
    return Array("<\(entity)>".utf8)
  }

  /// The JSON string that takes the place of a number in source; nil if it stays.
  func mask(ofNumber number: Span<UInt8>, key: [UInt8]) throws(ScanFailure) -> [UInt8]? {
    guard let context = NumberRule.context(of: number, key: key.span) else { return nil }
    var findings: [Finding] = []
    try engine.scan(number, key: context.span, budget: &budget, into: &findings)
    guard let finding = findings.first,
      NumberRule.accepts(finding, in: number, context: context, engine.set),
      let mask = mask(of: finding)
    else { return nil }
    return [UInt8(ascii: "\"")] + mask + [UInt8(ascii: "\"")]
  }

  /// What was masked since this was asked last, by entity.
  func takeMasked() -> [String: Int] {
    guard !masked.isEmpty else { return [:] }
    defer { masked = [:] }
    return masked
  }
}

extension Finding {
  /// The recognizer of what goes on from the finding before it, whose mask is there already.
  static let continuation = -2
}

extension Guardrail {
  /// What is done with the findings of each recognizer.
  func actions(of set: RecognizerSet) -> [Recognizer.Action] {
    let overrides = settings.actions
    return set.recognizers.map { recognizer in
      overrides[recognizer.entity] ?? recognizer.family.flatMap { overrides[$0] }
        ?? recognizer.action
    }
  }
}
