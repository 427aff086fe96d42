internal import FrameJSON
internal import Recognizers
internal import Tokens

/// Masks one text of a model, whole or in pieces: both give the same.
///
/// In JSON source the strings and keys are masked each by itself, as they are written, so that it
/// stays JSON; integers are held to the rule for numbers of requests.
struct OutputText {
  private let isSource: Bool
  private var scanner = OutputScanner()
  private var source = SourceTracker()
  private var findings: [Finding] = []

  /// Up to where the text is settled, in bytes from its start.
  private(set) var position = 0

  init(isSource: Bool) { self.isSource = isSource }

  /// From where on the text is still looked at.
  var firstNeeded: Int {
    guard isSource else { return scanner.firstNeeded }
    guard let leaf = source.leaf else { return source.firstNeeded ?? position }
    return leaf + scanner.firstNeeded
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
    guard isSource else {
      try advance(
        text, base: base, offset: 0, isLast: isLast, key: key, output, reading, into: &edits)
      position = scanner.position
      return
    }
    let end = base + text.count
    while position < end {
      if let leaf = source.leaf {
        // The string goes on to its quote, which may not be there yet.
        let quote = source.endOfString(text, base: base)
        let leafEnd = quote ?? end
        let key = source.leafKey
        let leafBase = max(base, leaf)
        try advance(
          text.extracting(leafBase - base..<leafEnd - base), base: leafBase - leaf, offset: leaf,
          isLast: quote != nil || isLast, key: key.span, output, reading, into: &edits)
        position = leaf + scanner.position
        guard let quote else { return }
        source.endString(text.extracting(leafBase - base..<quote - base))
        position = quote + 1
      } else {
        guard try passSource(text, base: base, isLast, output, into: &edits) else { return }
      }
    }
  }

  private mutating func advance(
    _ text: Span<UInt8>, base: Int, offset: Int, isLast: Bool, key: Span<UInt8>,
    _ output: OutputEngine, _ reading: TextRestorer.Reading,
    into edits: inout [TextRestorer.Edit]
  ) throws(ScanFailure) {
    findings.removeAll(keepingCapacity: true)
    try scanner.advance(
      text, base: base, isLast: isLast, key: key, output, reading, into: &findings)
    for finding in findings {
      guard let mask = output.mask(of: finding) else { continue }
      edits.append(
        TextRestorer.Edit(range: finding.start + offset..<finding.end + offset, text: mask))
    }
  }

  /// Passes what stands between strings; false if it needs more text.
  private mutating func passSource(
    _ text: Span<UInt8>, base: Int, _ isLast: Bool, _ output: OutputEngine,
    into edits: inout [TextRestorer.Edit]
  ) throws(ScanFailure) -> Bool {
    let byte = text[position - base]
    if byte == UInt8(ascii: "\"") {
      position += 1
      source.beginString(at: position)
      scanner = OutputScanner()
      return true
    }
    guard NumberRule.mayBegin(byte) else {
      source.pass(byte)
      position += 1
      return true
    }
    var end = position
    while end - base < text.count, NumberRule.mayHold(text[end - base]) { end += 1 }
    guard end - base < text.count || isLast || end - position > NumberRule.mostBytes else {
      source.firstNeeded = position
      return false
    }
    source.firstNeeded = nil
    let number = text.extracting(position - base..<end - base)
    if let mask = try output.mask(ofNumber: number, key: source.valueKey) {
      edits.append(TextRestorer.Edit(range: position..<end, text: mask))
    }
    position = end
    return true
  }
}

/// Where in JSON source a text is, as far as it matters for masking: in which string, and under
/// which key. What is no JSON is passed as it comes.
struct SourceTracker {
  /// Where the string that is open begins, in bytes from the start of the text; nil outside.
  private(set) var leaf: Int?
  /// Where something begins that is waited for.
  var firstNeeded: Int?
  private var isKey = false
  private var searched = 0
  private var isEscaped = false
  /// Where the bytes of a key are collected, in case its start is no longer kept.
  private var holders: [(isObject: Bool, key: [UInt8])] = []
  private var key: [UInt8] = []
  private var expectsKey = false

  /// How deep containers are told apart, and how long a key may be; what lies beyond has no key.
  private static let mostHolders = 128
  private static let mostKeyBytes = 256

  /// The key of the string that is open; a key has none.
  var leafKey: [UInt8] { isKey ? [] : valueKey }

  /// The key that a value stands under here.
  var valueKey: [UInt8] {
    if holders.last?.isObject == true { return key }
    return holders.last { !$0.key.isEmpty }?.key ?? []
  }

  mutating func beginString(at start: Int) {
    leaf = start
    searched = start
    isEscaped = false
    isKey = expectsKey
  }

  /// Where the quote is that ends the string; nil if it is not there yet.
  mutating func endOfString(_ text: Span<UInt8>, base: Int) -> Int? {
    while searched - base < text.count {
      let byte = text[searched - base]
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        return searched
      }
      searched += 1
    }
    return nil
  }

  /// The string has ended; `raw` is what is still kept of it.
  mutating func endString(_ raw: Span<UInt8>) {
    if isKey {
      key = raw.count <= Self.mostKeyBytes ? JSONString.decoded(raw) : []
      expectsKey = false
    }
    leaf = nil
  }

  /// A byte outside of strings.
  mutating func pass(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      if holders.count < Self.mostHolders { holders.append((byte == UInt8(ascii: "{"), valueKey)) }
      key = []
      expectsKey = byte == UInt8(ascii: "{")
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      key = holders.popLast()?.key ?? []
      expectsKey = false
    case UInt8(ascii: ","):
      expectsKey = holders.last?.isObject == true
    default: break
    }
  }
}
