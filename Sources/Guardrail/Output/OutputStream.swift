internal import FrameJSON
internal import Recognizers
internal import Tokens

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
