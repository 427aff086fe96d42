extension UndisguisingEngine: OpenRecognizerEngine {
  /// Most bytes that a character is taken to be written in.
  public static let mostWritten = 6

  /// Where the part of a text ends that holds so many characters. What follows it makes no difference.
  ///
  /// - Parameters:
  ///   - text: UTF-8.
  ///   - start: Where the part begins, in bytes.
  ///   - most: How many code points it may hold, an escape counted as the one that it writes; the part is
  ///     at most `mostWritten` times as many bytes long, and the rest of an escape.
  /// - Returns: Its end in bytes, at a character; that of the text if it may go on.
  public static func end(ofCharacters most: Int, in text: Span<UInt8>, from start: Int) -> Int {
    guard text.count - start > most else { return text.count }
    let last = min(start + mostWritten * most, text.count)
    var at = start
    var characters = 0
    while at < last, characters < most {
      guard let written = TextFolder.writtenBytes(text, at: at) else { return text.count }
      at += written
      characters += 1
    }
    return at
  }

  /// Whether so much of a text is written in escapes, in wide letters or cannot be seen that it reads
  /// as far less than it is long.
  ///
  /// - Parameter text: UTF-8, which may begin inside of a character.
  public static func isDense(_ text: Span<UInt8>) -> Bool {
    var marks = 0
    for index in text.indices {
      switch text[index] {
      case UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "\\"): marks += 1
      // How most characters begin that have no width or read as ASCII ones.
      case 0xCC, 0xCD: marks += 1
      case 0xAD where index > 0 && text[index - 1] == 0xC2: marks += 1
      case 0x80,
        0x81 where index > 0 && text[index - 1] == 0xE2:
        marks += 1
      case 0xBB...0xBD where index > 0 && text[index - 1] == 0xEF: marks += 1
      case 0x9D where index > 0 && text[index - 1] == 0xF0: marks += 1
      default: break
      }
    }
    return marks >= mostMarks
  }

  private static let mostMarks = 8

  /// Where the last byte stands without which a text reads as it is written; nil if there is none.
  public static func lastMark(in text: Span<UInt8>) -> Int? { TextFolder.lastMark(in: text) }

  /// Scans a text that goes on; see `OpenRecognizerEngine`.
  public func scan(
    open text: Span<UInt8>, from start: Int, isLast: Bool, key: Span<UInt8>,
    budget: inout WorkBudget, into findings: inout [Finding]
  ) throws(ScanFailure) -> OpenScan {
    try scan(
      open: text, from: start, isLast: isLast, key: key,
      mayBeDisguised: TextFolder.mayHoldDisguise(text), budget: &budget, into: &findings)
  }

  /// Scans a text that goes on; see `OpenRecognizerEngine`.
  ///
  /// - Parameter mayBeDisguised: Whether it may read otherwise than it is written, as `lastMark` tells.
  public func scan(
    open text: Span<UInt8>, from start: Int, isLast: Bool, key: Span<UInt8>, mayBeDisguised: Bool,
    budget: inout WorkBudget, into findings: inout [Finding]
  ) throws(ScanFailure) -> OpenScan {
    var scan =
      mayBeDisguised
      ? try scanDisguised(
        text, from: start, isLast: isLast, key: key, budget: &budget, into: &findings)
      : try plain.scan(
        open: text, from: start, isLast: isLast, key: key, budget: &budget, into: &findings)
    scan.settleWaiting()
    return scan
  }

  /// Scans a text as it stands and as it reads; what waits for more words is not yet decided.
  private func scanDisguised(
    _ text: Span<UInt8>, from start: Int, isLast: Bool, key: Span<UInt8>,
    budget: inout WorkBudget, into findings: inout [Finding]
  ) throws(ScanFailure) -> OpenScan {
    let first = findings.count
    var scan = try plain.scan(
      open: text, from: start, isLast: isLast, key: key, budget: &budget, into: &findings)
    let plainCount = findings.count
    if !isLast { try settle(&scan, text, from: start, key: key, &budget) }
    let end = isLast ? text.count : max(start, text.startOfCutEscape)
    guard let folded = folder.fold(text.extracting(0..<end)) else {
      guard end < text.count else { return scan }
      // It reads as it stands up to there.
      found.removeAll(keepingCapacity: true)
      scan.add(
        try plain.scan(
          open: text.extracting(0..<end), from: start, isLast: false, key: key, budget: &budget,
          into: &found))
      return scan
    }
    found.removeAll(keepingCapacity: true)
    let inFolded = try plain.scan(
      open: folded.bytes.span, from: folded.position(ofOriginal: start), isLast: isLast, key: key,
      budget: &budget, into: &found)
    for var finding in found {
      let original = folded.original(finding.range)
      finding.start = original.lowerBound
      finding.end = original.upperBound
      findings.append(finding)
    }
    scan.add(inFolded.inOriginal(of: folded, count: end))
    if findings.count > plainCount { Finding.resolveOverlaps(in: &findings, from: first, of: set) }
    return scan
  }

  /// Settles a scan only as far as the last letters cannot come to read otherwise.
  private func settle(
    _ scan: inout OpenScan, _ text: Span<UInt8>, from start: Int, key: Span<UInt8>,
    _ budget: inout WorkBudget
  ) throws(ScanFailure) {
    let unsettled = TextFolder.startOfUnsettled(text)
    guard unsettled < text.count else { return }
    scan.settle(upTo: max(start, unsettled))
    // What stands before them may be part of what they would make.
    guard let folded = folder.fold(text, latinFrom: unsettled) else { return }
    found.removeAll(keepingCapacity: true)
    let inFolded = try plain.scan(
      open: folded.bytes.span, from: folded.position(ofOriginal: start), isLast: false, key: key,
      budget: &budget, into: &found)
    scan.add(inFolded.inOriginal(of: folded, count: text.count))
  }

  /// Follows an open match as the text stands and as it reads; see `OpenRecognizerEngine`.
  public func follow(
    _ candidate: OpenScan.Candidate, in text: Span<UInt8>, isLast: Bool,
    budget: inout WorkBudget
  ) throws(ScanFailure) -> Continuation {
    let asItStands = try plain.follow(candidate, in: text, isLast: isLast, budget: &budget)
    guard asItStands != .open, TextFolder.mayHoldDisguise(text) else { return asItStands }
    let end = isLast ? text.count : max(candidate.start, text.startOfCutEscape)
    guard let folded = folder.fold(text.extracting(0..<end)) else { return asItStands }
    var candidate = candidate
    candidate.start = folded.position(ofOriginal: candidate.start)
    guard candidate.start < folded.bytes.count else { return asItStands }
    let asItReads = try plain.follow(
      candidate, in: folded.bytes.span, isLast: isLast, budget: &budget)
    guard case .ends(let end) = asItReads, end > 0 else {
      return asItReads == .open ? .open : asItStands
    }
    let original = folded.original(end - 1..<end).upperBound
    guard case .ends(let other) = asItStands else { return .ends(original) }
    return .ends(max(original, other))
  }
}

extension OpenScan {
  /// What a scan of a folded text says of the original.
  fileprivate func inOriginal(of folded: FoldedText, count: Int) -> OpenScan {
    var scan = OpenScan(settled: folded.originalStart(of: settled, in: count))
    for unit in units where !unit.isEmpty { scan.add(unit: folded.original(unit)) }
    forEachWaiting { finding in
      var finding = finding
      finding.candidate.start = folded.originalStart(of: finding.candidate.start, in: count)
      finding.unit = folded.original(finding.unit)
      scan.wait(for: finding)
    }
    for var candidate in candidates {
      candidate.start = folded.originalStart(of: candidate.start, in: count)
      scan.note(candidate)
    }
    return scan
  }
}

extension Span<UInt8> {
  /// Where an escape begins that the end of the text cuts off; the end if none does.
  fileprivate var startOfCutEscape: Int {
    var start = count
    while start > Swift.max(0, count - TextEscape.longest), self[start - 1].mayBeInEscape {
      start -= 1
    }
    while start < count {
      switch self[start] {
      case UInt8(ascii: "&"), UInt8(ascii: "%"), UInt8(ascii: "\\"):
        if TextEscape.isCut(self, at: start) { return start }
      default: break
      }
      start += 1
    }
    return count
  }
}

extension UInt8 {
  fileprivate var mayBeInEscape: Bool {
    if isASCIILetter || isASCIIDigit { return true }
    switch self {
    case UInt8(ascii: "&"), UInt8(ascii: "%"), UInt8(ascii: "\\"), UInt8(ascii: "#"),
      UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"):
      return true
    default: return false
    }
  }
}
