/// Puts values back in the place of tokens, in a text that may arrive in pieces.
///
/// It reads the text once: a value that was put in is not looked at again. What could still become
/// a token is held until the next piece, so that the result does not depend on where the text was
/// cut. The text of a JSON source (a text that is itself JSON) is followed from string to string,
/// because inside one of them a value has to be escaped and brackets may be.
public struct TextRestorer: Sendable {
  /// A change to one piece: bytes of it and what takes their place.
  public struct Edit: Sendable, Equatable {
    /// The bytes of the piece that go; empty where something is put in.
    public var range: Range<Int>
    /// What takes their place.
    public var text: [UInt8]

    /// A change.
    public init(range: Range<Int>, text: [UInt8]) {
      self.range = range
      self.text = text
    }
  }

  /// A token that was replaced, for shifting offsets into the text.
  public struct Replacement: Sendable, Equatable {
    /// Where the token began, in bytes from the start of the piece; negative if in an earlier one.
    public var start: Int
    /// Bytes of the token.
    public var tokenBytes: Int
    /// The value as it was put in.
    public var value: [UInt8]
  }

  /// Where a token stands.
  public struct Place: Sendable, Equatable {
    /// Whether it stands in a string of JSON source.
    public var inString: Bool
    /// Whether it is the whole of a string of JSON source; then the quotes go with it.
    public var isWholeString: Bool
    /// Where it stands in a URL; a token that is a whole authority is outside.
    public var url: URLTracker.Place
  }

  /// The value of a token, right for its place; nil if the token stays.
  public typealias Resolve = (_ name: TokenName, _ place: Place) -> [UInt8]?

  /// What tokens a text may hold.
  public struct Reading: Sendable {
    /// Tokens as they were issued.
    public var grammar: TokenGrammar
    /// Tokens that a model has mangled.
    public var mangled: MangledGrammar
    /// Whether numbers were issued as tokens: then the quote before a token is held too.
    public var hasNumbers: Bool
    /// Whether it matters if a token is in a URL.
    public var readsURLs: Bool

    /// What to read.
    public init(
      grammar: TokenGrammar, mangled: MangledGrammar, hasNumbers: Bool = false,
      readsURLs: Bool = true
    ) {
      self.grammar = grammar
      self.mangled = mangled
      self.hasNumbers = hasNumbers
      self.readsURLs = readsURLs
    }
  }

  /// Text that arrived and could still become a token. Always shorter than
  /// `TokenGrammar.longestTokenBytes`.
  public private(set) var held: [UInt8] = []
  /// Whether the text is JSON source.
  public let isSource: Bool
  private var place = SourcePlace.outside
  private var urls = URLTracker()
  /// The byte before what is read next; 0 for none.
  private var last: UInt8 = 0
  /// The digits of a `\u` escape of JSON source that have been read; nil outside of one.
  private var unicodeDigits: [UInt8]?

  /// Where in JSON source a text is.
  private enum SourcePlace {
    case outside, inString, behindBackslash
  }

  /// A text of which nothing has been read.
  public init(isSource: Bool) { self.isSource = isSource }

  /// Reads the next piece.
  ///
  /// - Parameters:
  ///   - piece: UTF-8 that ends between two characters.
  ///   - isLast: Whether the text ends here: then nothing is held.
  ///   - reading: What tokens look like.
  ///   - edits: Receives the changes to the piece, in order. What was held and is no token is put
  ///     in at its start.
  ///   - replaced: Receives the tokens that were replaced.
  ///   - resolve: Called for each token.
  public mutating func read(
    _ piece: Span<UInt8>, isLast: Bool, _ reading: Reading, edits: inout [Edit],
    replaced: inout [Replacement], resolve: Resolve
  ) {
    guard !held.isEmpty else {
      if !isSource, skim(piece, reading) { return }
      read(piece, heldBytes: 0, isLast, reading, &edits, &replaced, resolve)
      return
    }
    var text = held
    let heldBytes = held.count
    text.reserveCapacity(heldBytes + piece.count)
    for index in piece.indices { text.append(piece[index]) }
    held = []
    read(text.span, heldBytes: heldBytes, isLast, reading, &edits, &replaced, resolve)
  }

  /// Reads a piece that can hold no beginning of a token; false if it can.
  private mutating func skim(_ piece: Span<UInt8>, _ reading: Reading) -> Bool {
    var before = last
    for index in piece.indices {
      let byte = piece[index]
      switch byte {
      case UInt8(ascii: "<"), UInt8(ascii: "&"), UInt8(ascii: "\\"), UInt8(ascii: "\""),
        UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: ">"), UInt8(ascii: "("),
        UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "="):
        return false
      case 0x41...0x5A where reading.mangled.mayBegin(byte, after: before): return false
      default: before = byte
      }
    }
    last = before
    if reading.readsURLs { urls.readPlain(piece) }
    return true
  }

  /// What is held, restored if it is a whole token after all: the text has ended.
  public mutating func finish(_ reading: Reading, resolve: Resolve) -> [UInt8] {
    guard !held.isEmpty else { return [] }
    let nothing: [UInt8] = []
    var edits: [Edit] = []
    var replaced: [Replacement] = []
    read(nothing.span, isLast: true, reading, edits: &edits, replaced: &replaced, resolve: resolve)
    return edits.reduce(into: []) { $0 += $1.text }
  }

  private mutating func read(
    _ text: Span<UInt8>, heldBytes: Int, _ isLast: Bool, _ reading: Reading,
    _ edits: inout [Edit], _ replaced: inout [Replacement], _ resolve: Resolve
  ) {
    var writer = EditWriter(heldBytes: heldBytes)
    var at = 0
    while at < text.count {
      switch token(text, at: at, isLast, reading) {
      case .token(let found):
        if let value = resolve(found.name, found.place) {
          replaced.append(
            Replacement(start: at - heldBytes, tokenBytes: found.end - at, value: value))
          writer.replace(at..<found.end, with: value, in: text, &edits)
          at = found.end
          // A token behind a backslash is what that escaped.
          if place == .behindBackslash { place = .inString }
          if reading.readsURLs { urls.readToken() }
          last = UInt8(ascii: ">")
        } else if found.place.isWholeString {
          // No number: it is read again as a token in the string.
          follow(text[at], tracking: reading.readsURLs)
          at += 1
        } else {
          // It stays: to what follows it is one thing.
          while at < found.end {
            follow(text[at], tracking: false)
            at += 1
          }
          if reading.readsURLs { urls.readToken() }
        }
      case .cut where !isLast:
        held = Array(text, at..<text.count)
        writer.cut(at, in: text, &edits)
        return
      case .cut, .none:
        follow(text[at], tracking: reading.readsURLs)
        at += 1
      }
    }
    writer.end(in: text, &edits)
  }

  private struct Found {
    var name: TokenName
    var end: Int
    var place: Place
  }

  private enum FoundToken {
    case token(Found)
    case cut
    case none
  }

  /// The token at an offset, and where it stands.
  private func token(
    _ text: Span<UInt8>, at start: Int, _ isLast: Bool, _ reading: Reading
  ) -> FoundToken {
    let byte = text[start]
    let inString = isSource && place != .outside
    if reading.hasNumbers, isSource, place == .outside, byte == UInt8(ascii: "\"") {
      return wholeString(text, at: start, reading)
    }
    guard mayBegin(byte, reading) else { return .none }
    var read = reading.grammar.read(text, at: start, inSource: inString)
    if case .token = read {
    } else if mayBeginMangled(byte, reading) {
      switch reading.mangled.read(text, at: start, isLast: isLast) {
      case .none: break
      case let other: if read == .none || other != .cut { read = other }
      }
    }
    switch read {
    case .cut: return .cut
    case .none: return .none
    case .token(let name, let end):
      var url = reading.readsURLs ? urls.place() : .outside
      if url == .authority {
        guard let rest = Self.restOfAuthority(text, end, isLast) else { return .cut }
        url = rest.count < Self.longestAuthority ? urls.place(inAuthorityBefore: rest) : .unclear
      }
      let place = Place(inString: inString, isWholeString: false, url: url)
      return .token(Found(name: name, end: end, place: place))
    }
  }

  @inline(__always)
  private func mayBegin(_ byte: UInt8, _ reading: Reading) -> Bool {
    byte == UInt8(ascii: "<") || byte == UInt8(ascii: "\\") && place == .inString
      || !reading.mangled.isEmpty && mayBeginMangled(byte, reading)
  }

  /// What is behind a backslash of JSON source is what that escaped: nothing begins there.
  @inline(__always)
  private func mayBeginMangled(_ byte: UInt8, _ reading: Reading) -> Bool {
    reading.mangled.mayBegin(byte, after: last)
      && (place != .behindBackslash || byte == UInt8(ascii: "<"))
  }

  /// A token that is all of a string of JSON source.
  private func wholeString(
    _ text: Span<UInt8>, at quote: Int, _ reading: Reading
  ) -> FoundToken {
    guard quote + 1 < text.count else { return .cut }
    guard text[quote + 1] == UInt8(ascii: "<") || text[quote + 1] == UInt8(ascii: "\\") else {
      return .none
    }
    switch reading.grammar.read(text, at: quote + 1, inSource: true) {
    case .cut: return .cut
    case .none: return .none
    case .token(let name, let end):
      guard end < text.count else { return .cut }
      guard text[end] == UInt8(ascii: "\"") else { return .none }
      let place = Place(inString: true, isWholeString: true, url: .outside)
      return .token(Found(name: name, end: end + 1, place: place))
    }
  }

  /// How far behind a token in an authority its end is looked for, in bytes.
  static let longestAuthority = 256

  /// What stands behind a token in an authority, up to the end of that; nil if the text ends before.
  private static func restOfAuthority(
    _ text: Span<UInt8>, _ end: Int, _ isLast: Bool
  ) -> [UInt8]? {
    var at = end
    var isInToken = false
    while at < text.count, at - end < longestAuthority {
      // Another token in it, such as a password behind a user, is part of it.
      if text[at] == UInt8(ascii: "<") {
        isInToken = true
      } else if isInToken, text[at] == UInt8(ascii: ">") {
        isInToken = false
      } else if isBehindAuthority(text[at]) {
        break
      }
      at += 1
    }
    guard at < text.count || isLast || at - end >= longestAuthority else { return nil }
    return TokenGrammar.bytes(text, end..<at)
  }

  private static func isBehindAuthority(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: ">"): true
    default: URLTracker.endsAuthority(byte)
    }
  }

  /// Follows the text by one byte.
  @inline(__always)
  private mutating func follow(_ byte: UInt8, tracking: Bool) {
    last = byte
    guard isSource else {
      if tracking { urls.read(byte) }
      return
    }
    followSource(byte, tracking: tracking)
  }

  private mutating func followSource(_ byte: UInt8, tracking: Bool) {
    switch place {
    case .outside:
      guard byte == UInt8(ascii: "\"") else { return }
      place = .inString
      unicodeDigits = nil
      urls = URLTracker()
    case .behindBackslash:
      place = .inString
      if tracking { trackEscape(byte) }
    case .inString:
      if byte == UInt8(ascii: "\"") {
        place = .outside
      } else if byte == UInt8(ascii: "\\") {
        place = .behindBackslash
        unicodeDigits = nil
      } else if tracking {
        trackInString(byte)
      }
    }
  }

  /// What an escape of JSON source writes is what a URL is read from.
  private mutating func trackEscape(_ letter: UInt8) {
    switch letter {
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"),
      UInt8(ascii: "f"):
      urls.read(0x0A)
    case UInt8(ascii: "u"): unicodeDigits = []
    default: urls.read(letter)
    }
  }

  private mutating func trackInString(_ byte: UInt8) {
    guard var digits = unicodeDigits else {
      urls.read(byte)
      return
    }
    digits.append(byte)
    unicodeDigits = digits
    guard digits.count == 4 else { return }
    unicodeDigits = nil
    let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    urls.read(value.map { $0 < 0x80 ? UInt8($0) : 0x80 } ?? 0x80)
  }
}

/// Turns changes to a text, of which the first bytes were held, into changes to the piece that
/// follows them.
private struct EditWriter {
  let heldBytes: Int
  /// Up to where the held bytes are taken care of.
  private var copied = 0
  /// What takes the place of the held bytes.
  private var head: [UInt8] = []

  init(heldBytes: Int) { self.heldBytes = heldBytes }

  mutating func replace(
    _ range: Range<Int>, with value: [UInt8], in text: Span<UInt8>,
    _ edits: inout [TextRestorer.Edit]
  ) {
    guard range.lowerBound < heldBytes else {
      finishHead(in: text, &edits)
      edits.append(
        .init(
          range: range.lowerBound - heldBytes..<range.upperBound - heldBytes, text: value))
      return
    }
    head.append(contentsOf: Array(text, copied..<range.lowerBound))
    head.append(contentsOf: value)
    copied = range.upperBound
    if copied >= heldBytes {
      edits.append(.init(range: 0..<copied - heldBytes, text: head))
      head = []
    }
  }

  /// The rest of the text is held.
  mutating func cut(_ start: Int, in text: Span<UInt8>, _ edits: inout [TextRestorer.Edit]) {
    let pieceBytes = text.count - heldBytes
    guard start < heldBytes else {
      finishHead(in: text, &edits)
      edits.append(.init(range: start - heldBytes..<pieceBytes, text: []))
      return
    }
    head.append(contentsOf: Array(text, copied..<start))
    if pieceBytes > 0 || !head.isEmpty { edits.append(.init(range: 0..<pieceBytes, text: head)) }
  }

  mutating func end(in text: Span<UInt8>, _ edits: inout [TextRestorer.Edit]) {
    finishHead(in: text, &edits)
  }

  private mutating func finishHead(in text: Span<UInt8>, _ edits: inout [TextRestorer.Edit]) {
    guard copied < heldBytes else { return }
    head.append(contentsOf: Array(text, copied..<heldBytes))
    edits.append(.init(range: 0..<0, text: head))
    head = []
    copied = heldBytes
  }
}

extension [UInt8] {
  fileprivate init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    self = TokenGrammar.bytes(bytes, range)
  }
}
