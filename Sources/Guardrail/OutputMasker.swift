internal import FrameJSON
internal import Recognizers
internal import Tokens

/// Masks what a model says, before the client's own tokens in it are restored.
///
/// Values that are put in afterwards are never looked at, and a value that the model writes itself
/// is masked even if the client once sent it.
final class OutputMasker {
  private var masker: RequestMasker

  init(_ guardrail: Guardrail) {
    masker = RequestMasker(
      guardrail, .output,
      engine: UndisguisingEngine(
        PatternEngine(guardrail.recognizers, limits: guardrail.settings.match),
        readsBase64: false))
  }

  /// The event with what was found in it masked.
  ///
  /// - Parameters:
  ///   - root: The node of its root in the protocol table.
  ///   - asksForJSON: Whether output text is JSON, as the client asked.
  /// - Throws: `Refusal` if it cannot be read or scanned; then nothing of it may pass.
  func mask(
    _ frame: [UInt8], root: Int, asksForJSON: Bool, _ tokens: ConnectionTokens
  ) throws(Refusal) -> [UInt8] {
    let bytes = frame.span
    do throws(FrameError) {
      try masker.tape.scanObject(bytes, limits: masker.guardrail.settings.frame)
    } catch {
      throw Refusal(error, limits: masker.guardrail.settings.frame)
    }
    try masker.mask(bytes, root: root, asksForJSON: asksForJSON, tokens)
    return masker.edits.isEmpty ? frame : masker.edits.apply(to: bytes)
  }
}
