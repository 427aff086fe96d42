/// Finds values however software writes them: it lets another engine read a text as it stands, as
/// it reads, and what its base64 says.
///
/// Text without a disguise is read once and not copied.
public final class UndisguisingEngine: RecognizerEngine {
  /// The recognizers whose findings it gives.
  public var set: RecognizerSet { plain.set }
  let plain: any OpenRecognizerEngine
  private let readsBase64: Bool
  var folder = TextFolder()
  private var base64 = Base64Runs()
  var found: [Finding] = []
  /// A finding this sure makes a run of base64 one.
  private static let strongScore = 0.9

  /// An engine over another one.
  ///
  /// - Parameter readsBase64: Whether runs of base64 are decoded, as clients send them.
  public init(_ plain: any OpenRecognizerEngine, readsBase64: Bool = true) {
    self.plain = plain
    self.readsBase64 = readsBase64
  }

  /// Appends the findings in one text, in order and without overlaps.
  public func scan(
    _ text: Span<UInt8>, key: Span<UInt8>, budget: inout WorkBudget,
    into findings: inout [Finding]
  ) throws(ScanFailure) {
    let first = findings.count
    try plain.scan(text, key: key, budget: &budget, into: &findings)
    let plainCount = findings.count
    if let folded = folder.fold(text) {
      try scan(folded, of: text, key: key, budget: &budget, into: &findings)
    }
    if readsBase64, text.count >= Base64Runs.lengths.lowerBound {
      try scanBase64(text, budget: &budget, into: &findings)
    }
    if findings.count > plainCount { Finding.resolveOverlaps(in: &findings, from: first, of: set) }
  }

  private func scan(
    _ folded: FoldedText, of text: Span<UInt8>, key: Span<UInt8>, budget: inout WorkBudget,
    into findings: inout [Finding]
  ) throws(ScanFailure) {
    found.removeAll(keepingCapacity: true)
    try plain.scan(folded.bytes.span, key: key, budget: &budget, into: &found)
    for var finding in found {
      let reading = finding.range
      let original = folded.original(reading)
      finding.start = original.lowerBound
      finding.end = original.upperBound
      if !Self.equal(text.extracting(original), folded.bytes[reading]) {
        finding.reading = Array(folded.bytes[reading])
      }
      findings.append(finding)
    }
  }

  private func scanBase64(
    _ text: Span<UInt8>, budget: inout WorkBudget, into findings: inout [Finding]
  ) throws(ScanFailure) {
    let noKey: [UInt8] = []
    try base64.forEach(in: text) { (run, decoded) throws(ScanFailure) in
      found.removeAll(keepingCapacity: true)
      try plain.scan(decoded.span, key: noKey.span, budget: &budget, into: &found)
      guard let strongest = found.min(by: Finding.isStronger),
        strongest.isValidated || strongest.score >= Self.strongScore
      else { return }
      var finding = strongest
      finding.start = run.lowerBound
      finding.end = run.upperBound
      findings.append(finding)
    }
  }

  private static func equal(_ span: Span<UInt8>, _ bytes: ArraySlice<UInt8>) -> Bool {
    guard span.count == bytes.count else { return false }
    for index in span.indices where span[index] != bytes[bytes.startIndex + index] { return false }
    return true
  }
}
