internal import Recognizers
internal import Tokens

/// Finds what is to be masked in a text that may still be arriving.
///
/// It settles the text from left to right. What it finds depends on the text alone: how it arrived
/// decides only when. A match that is still open after `holdCharacters` is masked, because it cannot
/// be held any longer, and so is what follows until it has ended.
struct OutputScanner {
  /// Up to where the text is settled, in bytes from its start.
  private(set) var position = 0
  private var open: Open?
  private var swallowsAll = false
  /// From where on matches that reach into what is not settled are looked for; nil for `position`. An
  /// open match that was masked hides those that begin inside of it.
  private var searched: Int?
  /// Up to where marks of disguises were looked for, and where the last one stands.
  private var marked = 0
  private var lastMark = -1

  /// Open matches in what was masked, whose starts are in bytes from the start of the text.
  private struct Open {
    var candidates: [OpenScan.Candidate]
    /// Up to where they are known to be open.
    var seen: Int

    var start: Int { candidates.lazy.map(\.start).min() ?? seen }
  }

  /// What is looked at before a place, in bytes: context words reach back 192 of how the text reads,
  /// and no pattern looks behind by more than the rest.
  static let lookBack = 256
  /// The same where a text is dense with what does not read as it is written.
  static let denseLookBack = 2_048

  /// From where on the text is still looked at.
  var firstNeeded: Int {
    max(0, min(open?.start ?? position, searched ?? position) - Self.denseLookBack)
  }

  /// Whether a match is open that was masked.
  var isSwallowing: Bool { swallowsAll || open != nil }

  /// Goes on as far as the text allows.
  ///
  /// - Parameters:
  ///   - text: The text from `base` on, which is at most `firstNeeded`.
  ///   - isLast: Whether the text ends here; then all of it is settled.
  ///   - findings: Receives what is found in what is settled, in order, in bytes from the start of
  ///     the text.
  mutating func advance(
    _ text: Span<UInt8>, base: Int, isLast: Bool, key: Span<UInt8>, _ output: OutputEngine,
    _ reading: TextRestorer.Reading, into findings: inout [Finding]
  ) throws(ScanFailure) {
    let end = base + text.count
    if marked < end {
      let new = text.extracting(max(0, marked - base)..<text.count)
      if let mark = UndisguisingEngine.lastMark(in: new) { lastMark = end - new.count + mark }
      marked = end
    }
    while position < end {
      if swallowsAll {
        findings.append(.continuation(position..<end))
        position = end
        return
      }
      if open != nil {
        guard try follow(text, base: base, isLast: isLast, output, into: &findings) else { return }
        continue
      }
      let viewEnd =
        base
        + UndisguisingEngine.end(
          ofCharacters: output.guardrail.settings.holdCharacters, in: text, from: position - base)
      let isFull = viewEnd < end
      try settle(
        text, base: base, viewEnd: viewEnd, isLast: isLast && viewEnd == end, isFull: isFull,
        key: key, output, reading, into: &findings)
      guard isFull else { return }
    }
  }

  /// From where on a text is looked at for what begins at a place.
  private func viewStart(_ text: Span<UInt8>, base: Int, before place: Int) -> Int {
    let near = max(0, place - base - Self.lookBack)
    guard near > 0, lastMark >= near + base,
      UndisguisingEngine.isDense(text.extracting(near..<place - base))
    else { return base + text.characterBorder(atOrAfter: near) }
    let far = max(0, place - base - Self.denseLookBack)
    return base + text.characterBorder(atOrAfter: far)
  }

  /// Settles what can be of a part of the text that ends at `viewEnd`; if that is as much as may be
  /// held, at least some of it.
  private mutating func settle(
    _ text: Span<UInt8>, base: Int, viewEnd: Int, isLast: Bool, isFull: Bool,
    key: Span<UInt8>, _ output: OutputEngine, _ reading: TextRestorer.Reading,
    into findings: inout [Finding]
  ) throws(ScanFailure) {
    let first = base + text.characterBorder(atOrAfter: (searched ?? position) - base)
    let viewStart = viewStart(text, base: base, before: first)
    let view = text.extracting(viewStart - base..<viewEnd - base)
    let start = position - viewStart
    var found: [Finding] = []
    var scan = try look(
      at: view, from: first - viewStart, settledTo: start, isLast: isLast, key: key,
      mayBeDisguised: lastMark >= viewStart, output, reading, into: &found)
    if isLast {
      scan = OpenScan(settled: view.count)
    } else if isFull, scan.settled <= start {
      scan.stopWaiting()
      let open = scan.candidates.filter { !output.allows($0.recognizer) }
      if scan.settled <= start {
        scan.release(upTo: open.lazy.map(\.start).min() ?? view.count)
      }
      guard scan.settled > start else {
        mask(open, from: viewStart, to: viewEnd, into: &findings)
        return
      }
    }
    take(found, upTo: scan.settled, viewStart, into: &findings)
    guard scan.settled > start else { return }
    position = viewStart + scan.settled
    searched = nil
  }

  /// What is found in a part of the text, and how far that is settled.
  ///
  /// - Parameters:
  ///   - first: From where on matches are looked for.
  ///   - start: Up to where the text was settled before; of what reaches over it the rest is found.
  private func look(
    at view: Span<UInt8>, from first: Int, settledTo start: Int, isLast: Bool, key: Span<UInt8>,
    mayBeDisguised: Bool, _ output: OutputEngine, _ reading: TextRestorer.Reading,
    into found: inout [Finding]
  ) throws(ScanFailure) -> OpenScan {
    var scan = try output.engine.scan(
      open: view, from: first, isLast: isLast, key: key, mayBeDisguised: mayBeDisguised,
      budget: &output.budget, into: &found)
    if first < start { found = found.compactMap { $0.behind(start, output) } }
    let tokens = TokenRanges(view, from: start, isLast: isLast, reading)
    if !tokens.ranges.isEmpty { found = found.flatMap { tokens.rest(of: $0) } }
    for token in tokens.ranges { scan.add(unit: token) }
    for finding in found { scan.add(unit: finding.range) }
    scan.settle(upTo: tokens.cut ?? view.count)
    return scan
  }

  /// Masks matches that are open for too long, as far as the text was looked at.
  ///
  /// - Parameter candidates: At least one; the first one gives the name.
  private mutating func mask(
    _ candidates: [OpenScan.Candidate], from viewStart: Int, to viewEnd: Int,
    into findings: inout [Finding]
  ) {
    guard let first = candidates.min(by: { $0.start < $1.start }) else { return }
    findings.append(
      Finding(
        start: position, end: viewEnd, recognizer: first.recognizer, score: 1, isValidated: false))
    open = Open(candidates: candidates, seen: viewEnd)
    for index in candidates.indices { open?.candidates[index].start += viewStart }
    position = viewEnd
    searched = nil
  }

  private func take(
    _ found: [Finding], upTo end: Int, _ viewStart: Int, into findings: inout [Finding]
  ) {
    for var finding in found where finding.end <= end {
      finding.start += viewStart
      finding.end += viewStart
      findings.append(finding)
    }
  }

  /// Follows the open matches that were masked; false if it needs more text.
  private mutating func follow(
    _ text: Span<UInt8>, base: Int, isLast: Bool, _ output: OutputEngine,
    into findings: inout [Finding]
  ) throws(ScanFailure) -> Bool {
    guard var open else { return true }
    let end = base + text.count
    let next = open.seen + output.guardrail.settings.holdCharacters
    guard end > next || isLast else { return false }
    let viewEnd = base + text.characterBorder(atOrBefore: min(end, next) - base)
    let viewStart = viewStart(text, base: base, before: open.start)
    let view = text.extracting(viewStart - base..<viewEnd - base)
    var last = position
    var stillOpen: [OpenScan.Candidate] = []
    for candidate in open.candidates {
      var inView = candidate
      inView.start -= viewStart
      let continuation = try output.engine.follow(
        inView, in: view, isLast: isLast && viewEnd == end, budget: &output.budget)
      switch continuation {
      case .ends(let offset): last = max(last, offset + viewStart)
      case .none: break
      case .open: stillOpen.append(candidate)
      }
    }
    swallow(upTo: stillOpen.isEmpty ? last : viewEnd, into: &findings)
    // No match that may be held is longer.
    let longest = UndisguisingEngine.mostWritten * output.guardrail.settings.holdCharacters
    if stillOpen.isEmpty { searched = max(open.start + 1, position - longest) }
    open.candidates = stillOpen
    open.seen = viewEnd
    swallowsAll = viewEnd - open.start > output.guardrail.settings.swallowBytes
    self.open = stillOpen.isEmpty || swallowsAll ? nil : open
    return true
  }

  private mutating func swallow(upTo end: Int, into findings: inout [Finding]) {
    guard end > position else { return }
    findings.append(.continuation(position..<end))
    position = end
  }
}

extension Finding {
  /// What of a finding is behind an offset; nil if nothing is.
  fileprivate func behind(_ offset: Int, _ output: OutputEngine) -> Finding? {
    guard start < offset else { return self }
    return end > offset && !output.allows(recognizer) ? .continuation(offset..<end) : nil
  }

  /// What goes on from the finding before.
  fileprivate static func continuation(_ range: Range<Int>) -> Finding {
    Finding(
      start: range.lowerBound, end: range.upperBound, recognizer: continuation, score: 1,
      isValidated: false)
  }
}

/// The tokens in a text: atoms, of which no finding takes a part.
private struct TokenRanges {
  /// In order.
  private(set) var ranges: [Range<Int>] = []
  /// Where something begins that could still become a token; nil if nothing does.
  private(set) var cut: Int?

  init(_ text: Span<UInt8>, from start: Int, isLast: Bool, _ reading: TextRestorer.Reading) {
    var last: UInt8 = start > 0 ? text[start - 1] : 0
    var at = start
    while at < text.count {
      let byte = text[at]
      // Nothing that looks like a token begins with any other byte.
      guard byte >= UInt8(ascii: "<") || byte == UInt8(ascii: "&"), byte <= UInt8(ascii: "\\"),
        let end = end(text, at: at, after: last, isLast, reading)
      else {
        if cut != nil { return }
        last = byte
        at += 1
        continue
      }
      ranges.append(at..<end)
      last = UInt8(ascii: ">")
      at = end
    }
  }

  /// The parts of a finding that no token covers.
  func rest(of finding: Finding) -> [Finding] {
    let overlapping = ranges.filter { $0.overlaps(finding.range) }
    return overlapping.isEmpty ? [finding] : finding.rest(without: overlapping[...])
  }

  /// Where the token at an offset ends; nil if none is there, or it is cut off, which is noted.
  private mutating func end(
    _ text: Span<UInt8>, at start: Int, after last: UInt8, _ isLast: Bool,
    _ reading: TextRestorer.Reading
  ) -> Int? {
    if text[start] == UInt8(ascii: "<") {
      if let end = reading.grammar.literalEnd(text, at: start) { return end }
      if !isLast, reading.grammar.read(text, at: start, inSource: false) == .cut { cut = start }
    }
    guard !reading.mangled.isEmpty, reading.mangled.mayBegin(text[start], after: last) else {
      return nil
    }
    switch reading.mangled.read(text, at: start, isLast: isLast) {
    case .token(_, let end):
      cut = nil
      return end
    case .cut:
      if !isLast { cut = start }
    case .none: break
    }
    return nil
  }
}
