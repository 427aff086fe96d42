internal import Recognizers
internal import Tokens

/// Text of the client that looks like a token: it is a value of its own, or the backend would not
/// tell it from a token of ours.
extension FrameMasker {
  /// Makes findings of what looks like a token. A token that was given to the client as it is goes
  /// back as it is.
  mutating func keepLiterals(_ text: Span<UInt8>, _ tokens: ConnectionTokens) {
    let mangled = tokens.reading.mangled
    var literals: [(range: Range<Int>, passes: Bool)] = []
    var last: UInt8 = 0
    var at = 0
    while at < text.count {
      let byte = text[at]
      // Nothing that looks like a token begins with any other byte.
      if byte > UInt8(ascii: "\\") || byte < UInt8(ascii: "<") && byte != UInt8(ascii: "&") {
        last = byte
        at += 1
        continue
      }
      guard byte == UInt8(ascii: "<") || !mangled.isEmpty && mangled.mayBegin(byte, after: last),
        let literal = literal(text, at: at, mangled, tokens)
      else {
        last = byte
        at += 1
        continue
      }
      literals.append(literal)
      last = UInt8(ascii: ">")
      at = literal.range.upperBound
    }
    if !literals.isEmpty { merge(literals) }
  }

  /// Puts literals, which are in order, among the findings: of a finding that overlaps some, what
  /// they leave of it stays one.
  private mutating func merge(_ literals: [(range: Range<Int>, passes: Bool)]) {
    let ranges = literals.map(\.range)
    var merged: [Finding] = []
    var next = 0
    for finding in findings {
      while next < ranges.count, ranges[next].upperBound <= finding.start { next += 1 }
      var end = next
      while end < ranges.count, ranges[end].lowerBound < finding.end { end += 1 }
      if next == end {
        merged.append(finding)
      } else {
        merged.append(contentsOf: finding.rest(without: ranges[next..<end]))
      }
    }
    merged.append(
      contentsOf: literals.lazy.filter { !$0.passes }.map { Finding(literal: $0.range) })
    merged.sort { $0.start < $1.start }
    findings = merged
  }

  private func literal(
    _ text: Span<UInt8>, at start: Int, _ mangled: MangledGrammar, _ tokens: ConnectionTokens
  ) -> (range: Range<Int>, passes: Bool)? {
    if let end = guardrail.grammar.literalEnd(text, at: start) {
      let name = TokenName(bytes: text.extracting(start + 1..<end - 1).array)
      return (start..<end, tokens.passesAgain(name))
    }
    guard !mangled.isEmpty,
      case .token(let name, let end) = mangled.read(text, at: start, isLast: true),
      tokens.value(of: name) != nil
    else { return nil }
    return (start..<end, false)
  }
}

extension Finding {
  /// The recognizer of findings that only look like a token.
  static let literal = -1

  fileprivate init(literal range: Range<Int>) {
    self.init(
      start: range.lowerBound, end: range.upperBound, recognizer: Self.literal, score: 1,
      isValidated: true)
  }
}

/// URLs in the text of a client.
enum SentURL {
  /// How far before a finding its URL may begin, in bytes.
  private static let window = 2_048

  /// The origin of the URL that a range of a text is in; nil if it is in none.
  static func origin(in text: Span<UInt8>, of range: Range<Int>) -> [UInt8]? {
    let offset = range.lowerBound
    var start = offset
    while start > 0, text[start - 1] > 0x20, offset - start < window { start -= 1 }
    guard start < offset else { return nil }
    var tracker = URLTracker()
    for index in start..<offset { tracker.read(text[index]) }
    switch tracker.place() {
    case .inside(let origin): return origin
    case .authority:
      var end = range.upperBound
      while end < text.count, text[end] > 0x20, !URLTracker.endsAuthority(text[end]),
        text[end] != UInt8(ascii: "\""), end - offset < window
      {
        end += 1
      }
      let rest = text.extracting(range.upperBound..<end).array
      if case .inside(let origin) = tracker.place(inAuthorityBefore: rest) { return origin }
      return nil
    case .outside, .unclear: return nil
    }
  }
}
