import Recognizers

/// Finds nothing: what is left of a frame's cost is that of all but matching.
final class SilentEngine: RecognizerEngine {
  let set: RecognizerSet

  init(_ set: RecognizerSet) { self.set = set }

  func scan(
    _ text: Span<UInt8>, key: Span<UInt8>, budget: inout WorkBudget, into findings: inout [Finding]
  ) throws(ScanFailure) {}
}
