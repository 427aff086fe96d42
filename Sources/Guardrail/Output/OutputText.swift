internal import FrameJSON
internal import Recognizers
internal import Tokens

/// Masks one text of a model, whole or in pieces: both give the same.
///
/// In JSON source the strings and keys are masked each by itself, as they read, so that it stays
/// JSON; integers are held to the rule for numbers of requests. From where it is no JSON any more,
/// it is text.
struct OutputText {
  /// What the text is at `position`.
  private enum Part {
    /// Text from an offset on, to the end.
    case text(start: Int)
    /// A string of JSON source.
    case string(LeafText)
    /// What stands between the strings of JSON source.
    case between
  }

  private var part: Part
  private var scanner = OutputScanner()
  private var source = SourceTracker()
  /// How often each mask stands in a key.
  private var keyMasks: [[UInt8]: Int] = [:]
  private var findings: [Finding] = []

  /// Up to where the text is settled, in bytes from its start.
  private(set) var position = 0

  init(isSource: Bool) { part = isSource ? .between : .text(start: 0) }

  /// Whether a match is open whose mask has gone on.
  var isSwallowing: Bool { scanner.isSwallowing }

  /// From where on the text is still looked at.
  var firstNeeded: Int {
    guard case .text(let start) = part else { return position }
    return start + scanner.firstNeeded
  }

  /// Goes on as far as the text allows.
  ///
  /// - Parameters:
  ///   - text: The text from `base` on, which is at most `firstNeeded`.
  ///   - isLast: Whether the text ends here; then all of it is settled.
  ///   - key: The key that the text stands under; empty for none.
  ///   - edits: Receives the changes to what is settled, in order, in bytes from the start of the
  ///     text.
  mutating func advance(
    _ text: Span<UInt8>, base: Int, isLast: Bool, key: Span<UInt8>, _ output: OutputEngine,
    _ reading: TextRestorer.Reading, into edits: inout [TextRestorer.Edit]
  ) throws(ScanFailure) {
    let end = base + text.count
    while position < end {
      switch part {
      case .text(let start):
        let first = max(base, start)
        try scan(
          text.extracting(first - base..<text.count), base: first - start, isLast: isLast,
          key: key, output, reading)
        for finding in findings {
          guard let mask = output.mask(of: finding) else { continue }
          let range = finding.start + start..<finding.end + start
          edits.append(TextRestorer.Edit(range: range, text: mask))
        }
        position = start + scanner.position
        return
      case .string(let leaf):
        // The string is taken out while it is read, so that nothing of it is copied.
        part = .between
        guard
          try passString(leaf, text, base: base, isLast: isLast, output, reading, into: &edits)
        else { return }
      case .between:
        guard try passSource(text, base: base, isLast, output, into: &edits) else { return }
      }
    }
  }

  /// Fills `findings` with what is settled now.
  private mutating func scan(
    _ text: Span<UInt8>, base: Int, isLast: Bool, key: Span<UInt8>, _ output: OutputEngine,
    _ reading: TextRestorer.Reading
  ) throws(ScanFailure) {
    findings.removeAll(keepingCapacity: true)
    try scanner.advance(
      text, base: base, isLast: isLast, key: key, output, reading, into: &findings)
  }

  /// Passes a string up to its quote; false if that is not there yet.
  private mutating func passString(
    _ string: LeafText, _ text: Span<UInt8>, base: Int, isLast: Bool, _ output: OutputEngine,
    _ reading: TextRestorer.Reading, into edits: inout [TextRestorer.Edit]
  ) throws(ScanFailure) -> Bool {
    var leaf = string
    let quote = source.endOfString(text, base: base)
    let end = quote ?? base + text.count
    let isWhole = quote != nil || isLast
    leaf.append(text.extracting(leaf.read - base..<end - base), isWhole: isWhole)
    let key = source.leafKey
    try scan(
      leaf.bytes.span, base: leaf.base, isLast: isWhole, key: key.span, output, reading)
    for finding in findings {
      guard var mask = output.mask(of: finding) else { continue }
      if source.isKey, !mask.isEmpty { mask = distinct(mask) }
      let range = leaf.source(of: finding.start)..<leaf.source(of: finding.end)
      edits.append(TextRestorer.Edit(range: range, text: mask))
    }
    guard let quote else {
      position = isLast ? end : leaf.source(of: scanner.position)
      leaf.forget(upTo: min(scanner.firstNeeded, scanner.position))
      part = .string(leaf)
      return false
    }
    source.endString(leaf.whole)
    position = quote + 1
    return true
  }

  /// The mask of a key, with a number behind its entity if another key has it: two keys must not
  /// become the same one.
  private mutating func distinct(_ mask: [UInt8]) -> [UInt8] {
    keyMasks[mask, default: 0] += 1
    guard let count = keyMasks[mask], count > 1 else { return mask }
    return mask.dropLast() + Array("_\(count)>".utf8)
  }

  /// Passes what stands between strings; false if it needs more text.
  private mutating func passSource(
    _ text: Span<UInt8>, base: Int, _ isLast: Bool, _ output: OutputEngine,
    into edits: inout [TextRestorer.Edit]
  ) throws(ScanFailure) -> Bool {
    let byte = text[position - base]
    if SourceTracker.isScalar(byte) {
      let rest = text.extracting(position - base..<text.count)
      switch source.scalar(rest, isLast: isLast) {
      case .cut: return false
      case .none: part = .text(start: position)
      case .length(let length):
        let number = rest.extracting(0..<length)
        if let mask = try output.mask(ofNumber: number, key: source.valueKey) {
          edits.append(TextRestorer.Edit(range: position..<position + length, text: mask))
        }
        source.endValue()
        position += length
      }
    } else if !source.pass(byte, at: position) {
      part = .text(start: position)
    } else {
      position += 1
      guard byte == UInt8(ascii: "\"") else { return true }
      part = .string(LeafText(at: position))
    }
    scanner = OutputScanner()
    return true
  }
}
