public import Recognizers

/// The memory in which frames are worked on. It is used again for every frame, belongs to one task
/// at a time, and may serve many connections.
public final class Workspace {
  let guardrail: Guardrail
  var masker: FrameMasker
  var restorer: EventRestorer
  /// What was found and done. By path and rule only if the guardrail reports and does nothing else.
  public var report: Report { masker.report }

  /// Whether a text that is no frame, such as the reason of a close, holds nothing to mask.
  public func isClean(_ text: [UInt8]) -> Bool {
    guard !text.isEmpty else { return true }
    return masker.isClean(text.span)
  }

  /// A workspace for connections of one guardrail.
  ///
  /// - Parameters:
  ///   - guardrail: The guardrail.
  ///   - engine: Finds the data; nil for the plain engine over the guardrail's recognizers,
  ///     which reads through disguises.
  public init(_ guardrail: Guardrail, engine: (any RecognizerEngine)? = nil) {
    self.guardrail = guardrail
    masker = FrameMasker(
      guardrail,
      engine: engine
        ?? UndisguisingEngine(
          PatternEngine(guardrail.recognizers, limits: guardrail.settings.match)))
    let isMasked = guardrail.settings.outputMasking != .off && !guardrail.settings.isReportOnly
    restorer = EventRestorer(guardrail, masking: isMasked ? OutputMasker(guardrail) : nil)
  }
}
