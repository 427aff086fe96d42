/// Finds personal data in texts.
///
/// An engine belongs to one task at a time: it keeps the memory of matching from text to text.
public protocol RecognizerEngine {
  /// The recognizers whose findings it gives.
  var set: RecognizerSet { get }

  /// Appends the findings in one text, in order and without overlaps.
  ///
  /// - Parameters:
  ///   - text: Valid UTF-8. Findings are given as offsets in its bytes.
  ///   - key: The JSON key that the text stands under, as UTF-8; empty for none.
  ///   - budget: The CPU time that the frame may still take.
  ///   - findings: Receives the findings.
  func scan(
    _ text: Span<UInt8>, key: Span<UInt8>, budget: inout WorkBudget,
    into findings: inout [Finding]
  ) throws(ScanFailure)
}
