internal import FrameJSON
internal import Recognizers
internal import Tokens

/// Masks what a model says, before the client's own tokens in it are restored.
///
/// Values that are put in afterwards are never looked at, and a value that the model writes itself
/// is masked even if the client once sent it.
final class OutputMasker {
  /// Whether deltas pass masked; else they are dropped.
  let masksDeltas: Bool
  private let output: OutputEngine
  private var masker: RequestMasker

  init(_ guardrail: Guardrail) {
    masksDeltas = guardrail.settings.outputMasking == .stream
    output = OutputEngine(guardrail)
    masker = RequestMasker(guardrail, engine: output.engine, output: output)
  }

  /// The event with what was found in it masked; nil if nothing was.
  ///
  /// - Parameters:
  ///   - tape: The event, read.
  ///   - root: The node of its root in the protocol table.
  ///   - asksForJSON: Whether output text is JSON, as the client asked.
  ///   - isDelta: Whether its `delta` is a piece of a stream, which is masked with the stream.
  /// - Throws: `Refusal` if it cannot be scanned; then nothing of it may pass.
  func mask(
    _ frame: [UInt8], _ tape: FrameTape, root: Int, asksForJSON: Bool, isDelta: Bool,
    _ tokens: ConnectionTokens
  ) throws(Refusal) -> [UInt8]? {
    let bytes = frame.span
    masker.tape = tape
    // The tape is the caller's: kept here it would be copied when that writes to it.
    defer { masker.tape = FrameTape() }
    output.begin(frameBytes: frame.count)
    masker.overwritten.removeAll(keepingCapacity: true)
    if isDelta, let delta = masker.tape.member(Names.delta, of: 0, in: bytes) {
      noteStreams(of: delta)
    }
    try masker.mask(bytes, root: root, asksForJSON: asksForJSON, tokens)
    return masker.edits.isEmpty ? nil : masker.edits.apply(to: bytes)
  }

  /// Notes the texts of a `delta`: they go through streams, or are lost.
  private func noteStreams(of delta: Int) {
    for index in delta..<masker.tape.values[delta].next
    where masker.tape.values[index].kind == .string { masker.overwritten.append(index) }
  }

  /// Masks the next piece of a stream.
  func mask(
    _ piece: Span<UInt8>, of stream: inout OutputStream, isLast: Bool, _ tokens: ConnectionTokens,
    into masked: inout [UInt8]
  ) throws(ScanFailure) {
    output.begin(frameBytes: piece.count)
    try stream.read(piece, isLast: isLast, output, tokens.reading, into: &masked)
  }

  /// Why a piece of a stream could not be scanned.
  func refusal(_ failure: ScanFailure) -> Refusal { masker.refusal(failure, param: nil) }

  /// Values that were masked since this was asked last, by entity.
  func takeMasked() -> [String: Int] { output.takeMasked() }
}

extension Span<UInt8> {
  /// Whether it is a name of letters and `_`, which nothing is found in.
  var isPlainName: Bool {
    for index in indices {
      let byte = self[index]
      guard 0x61...0x7A ~= byte | 0x20 || byte == UInt8(ascii: "_") else { return false }
    }
    return !isEmpty && count <= 64
  }
}

/// A text of the model that arrives in pieces and goes on masked.
struct OutputStream {
  private var text: OutputText
  /// The text from `base` on, as far as it is still looked at.
  private var kept: [UInt8] = []
  private var base = 0
  /// Up to where the text has gone on.
  private var sent = 0
  /// Code points of the text up to there.
  private var sentCodePoints = 0
  /// How offsets into the text move.
  private(set) var shifts = OffsetShifts()
  /// Whether it could not be scanned; then nothing more of it goes on.
  private(set) var isBroken = false

  init(isSource: Bool) { text = OutputText(isSource: isSource) }

  /// Whether a match is open whose mask has gone on, so that what follows is masked with it.
  var isSwallowing: Bool { text.isSwallowing }

  /// Bytes that have arrived and not gone on.
  var heldBytes: Int { base + kept.count - sent }

  /// Reads a piece, and appends what goes on.
  mutating func read(
    _ piece: Span<UInt8>, isLast: Bool, _ output: OutputEngine, _ reading: TextRestorer.Reading,
    into masked: inout [UInt8]
  ) throws(ScanFailure) {
    guard !isBroken else { return }
    kept.append(copying: piece)
    let edits: [TextRestorer.Edit]
    do throws(ScanFailure) {
      edits = try advance(isLast: isLast, output, reading)
    } catch {
      isBroken = true
      base = sent
      kept = []
      throw error
    }
    for edit in edits {
      pass(upTo: edit.range.lowerBound, into: &masked)
      let length = kept.span.codePoints(
        in: edit.range.lowerBound - base..<edit.range.upperBound - base)
      shifts.add(start: sentCodePoints, length: length, newLength: edit.text.count)
      masked.append(contentsOf: edit.text)
      sentCodePoints += length
      sent = edit.range.upperBound
    }
    pass(upTo: text.position, into: &masked)
    forget()
  }

  private mutating func advance(
    isLast: Bool, _ output: OutputEngine, _ reading: TextRestorer.Reading
  ) throws(ScanFailure) -> [TextRestorer.Edit] {
    var edits: [TextRestorer.Edit] = []
    // The text is taken out while it is read, so that nothing of it is copied.
    var text = text
    let kept = kept
    defer { self.text = text }
    let noKey: [UInt8] = []
    try text.advance(
      kept.span, base: base, isLast: isLast, key: noKey.span, output, reading, into: &edits)
    return edits
  }

  private mutating func pass(upTo end: Int, into masked: inout [UInt8]) {
    guard end > sent else { return }
    let part = sent - base..<end - base
    masked.append(contentsOf: kept[part])
    sentCodePoints += kept.span.codePoints(in: part)
    sent = end
  }

  /// Lets go of what is not looked at any more, once that is worth a copy.
  private mutating func forget() {
    let spare = min(text.firstNeeded, sent) - base
    guard spare >= 1_024 else { return }
    kept.removeFirst(spare)
    base += spare
  }
}
