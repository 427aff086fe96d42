/// Follows a text that a model wrote and tells whether a place in it is inside of a URL.
///
/// A URL begins with a scheme and `//`, or with `http:`, `https:`, `ws:`, `wss:` or `ftp:` and any
/// number of slashes or backslashes, none included, as browsers read them (WHATWG URL, section 4.4),
/// or with two slashes or backslashes before a host. It ends where the run of characters does, and
/// in an attribute or between angle brackets where those do.
public struct URLTracker: Sendable, Equatable {
  /// Where a token is.
  public enum Place: Sendable, Equatable {
    /// In no URL.
    case outside
    /// At the beginning of the authority, or in it: where the URL goes to depends on what follows.
    case authority
    /// Behind the host of a URL of this origin (`scheme://host` or `scheme://host:port`, in lower
    /// case, without the port that the scheme implies).
    case inside(origin: [UInt8])
    /// In a URL of which it cannot be told where it goes to.
    case unclear
  }

  /// How much of a run is kept, in bytes. Once this is reached, all of the run counts as a URL.
  static let longestRun = 2_048

  private var run: [UInt8] = []
  /// The byte that ends the URL, if white space does not: a quote of an attribute, or `>`.
  private var terminator: UInt8 = 0
  private var beforeRun: UInt8 = 0
  /// The last two bytes before the run that are no white space.
  private var openers: (UInt8, UInt8) = (0, 0)

  /// Nothing has been read.
  public init() {}

  /// Two trackers are the same if they will say the same.
  public static func == (left: URLTracker, right: URLTracker) -> Bool {
    left.run == right.run && left.terminator == right.terminator
      && left.beforeRun == right.beforeRun && left.openers == right.openers
  }

  /// Reads the next byte of the text.
  public mutating func read(_ byte: UInt8) {
    if terminator != 0 {
      readQuoted(byte)
      return
    }
    switch byte {
    case 0...0x20: end(byte)
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "<"),
      UInt8(ascii: ">"), UInt8(ascii: ")"), UInt8(ascii: "]"):
      if ends(byte) { end(byte) } else { append(byte) }
    default:
      if run.isEmpty { openRun() }
      append(byte)
    }
  }

  /// Reads a byte of what stands in quotes or brackets. If it begins with a URL, all of it is one,
  /// from which a browser takes tabs and line feeds.
  private mutating func readQuoted(_ byte: UInt8) {
    if byte == terminator {
      end(byte)
    } else if byte > 0x20 {
      append(byte)
    } else if start(from: 0)?.offset != 0 {
      end(byte)
    } else if byte == 0x20 {
      append(byte)
    }
  }

  /// Reads a piece of text in which no quote, bracket or `=` is: only what is behind its last white
  /// space still matters.
  mutating func readPlain(_ piece: Span<UInt8>) {
    var start = piece.count
    while terminator == 0, start > 0, piece[start - 1] > 0x20 { start -= 1 }
    if terminator != 0 { start = 0 }
    if start > 0 {
      end(piece[start - 1])
      // None of its bytes opens anything.
      if (0..<start).contains(where: { piece[$0] > 0x20 }) { openers = (0, 0) }
    }
    for index in start..<piece.count { read(piece[index]) }
  }

  /// Reads a token that stays one, or whose value was put in.
  public mutating func readToken() {
    if run.isEmpty { openRun() }
    append(0x01)
  }

  private mutating func append(_ byte: UInt8) {
    guard run.count < Self.longestRun else { return }
    run.append(byte)
    if byte == UInt8(ascii: ";") { decodeReference() }
  }

  /// Reads a character reference of HTML, at the end of the run, as what it stands for: Markdown and
  /// attributes have them decoded.
  private mutating func decodeReference() {
    guard let start = run.suffix(Self.longestReference).lastIndex(of: UInt8(ascii: "&")),
      let byte = Self.character(
        of: String(decoding: run[(start + 1)..<(run.count - 1)], as: UTF8.self))
    else { return }
    run.removeSubrange(start...)
    run.append(byte)
  }

  /// How long a character reference may be, in bytes.
  private static let longestReference = 10

  private static func character(of reference: String) -> UInt8? {
    switch reference.lowercased() {
    case "sol": return UInt8(ascii: "/")
    case "bsol": return UInt8(ascii: "\\")
    case "colon": return UInt8(ascii: ":")
    case "period": return UInt8(ascii: ".")
    case "quest": return UInt8(ascii: "?")
    case "num": return UInt8(ascii: "#")
    case "commat": return UInt8(ascii: "@")
    case "tab", "newline": return nil
    case let number:
      guard number.hasPrefix("#") else { return nil }
      let value =
        number.hasPrefix("#x")
        ? UInt8(number.dropFirst(2), radix: 16) : UInt8(number.dropFirst(), radix: 10)
      return value.flatMap { 0x21...0x7E ~= $0 ? $0 : nil }
    }
  }

  private mutating func end(_ byte: UInt8) {
    if let last = run.last {
      openers = (run.count > 1 ? run[run.count - 2] : openers.1, last)
      run.removeAll(keepingCapacity: true)
    }
    if byte > 0x20 { openers = (openers.1, byte) }
    beforeRun = byte
    terminator = 0
  }

  /// A run that begins behind `="` or `='` is the value of an attribute, one behind `(<` or `]: <`
  /// the target of a link: white space does not end it.
  private mutating func openRun() {
    switch openers {
    case (UInt8(ascii: "="), UInt8(ascii: "\"")), (UInt8(ascii: "="), UInt8(ascii: "'")):
      terminator = openers.1
    case (UInt8(ascii: "("), UInt8(ascii: "<")), (UInt8(ascii: ":"), UInt8(ascii: "<")):
      terminator = UInt8(ascii: ">")
    default: break
    }
  }

  /// Whether a quote or bracket ends the run. In a URL it does so only if the URL stands in a pair
  /// of them; anything else may be part of the target of a link.
  private func ends(_ byte: UInt8) -> Bool {
    // Once all of a run counts as a URL, nothing in it does.
    guard run.count < Self.longestRun else { return false }
    guard let start = start(from: 0) else { return true }
    let opener = start.offset > 0 ? run[start.offset - 1] : beforeRun
    switch byte {
    case UInt8(ascii: ")"): return opener == UInt8(ascii: "(") && isBalanced(start, opener, byte)
    case UInt8(ascii: "]"): return opener == UInt8(ascii: "[") && isBalanced(start, opener, byte)
    case UInt8(ascii: ">"): return opener == UInt8(ascii: "<") || opener == UInt8(ascii: "=")
    default: return opener == byte
    }
  }

  private func isBalanced(_ start: Start, _ opening: UInt8, _ closing: UInt8) -> Bool {
    var depth = 0
    for byte in run[start.offset...] {
      if byte == opening { depth += 1 } else if byte == closing { depth -= 1 }
    }
    return depth == 0
  }

  // MARK: Reading a URL

  /// Where a token that comes next would be.
  public func place() -> Place {
    guard !run.isEmpty else { return .outside }
    guard run.count < Self.longestRun else { return .unclear }
    guard let start = start(from: 0) else { return .outside }
    let authority = run[start.authority...]
    guard let end = authority.firstIndex(where: { Self.endsAuthority($0) }) else {
      return .authority
    }
    // A second URL in it may be where the text goes in the end.
    guard let scheme = start.scheme, self.start(from: end) == nil else { return .unclear }
    return origin(scheme, run[start.authority..<end]).map { .inside(origin: $0) } ?? .unclear
  }

  /// Where a token in an authority is, given the rest of the authority behind it.
  public func place(inAuthorityBefore rest: [UInt8]) -> Place {
    guard let start = start(from: 0) else { return .outside }
    let before = run[start.authority...]
    if rest.contains(UInt8(ascii: "@")) {
      // What is before the host is for that host only.
      guard let scheme = start.scheme else { return .unclear }
      let authority = before + [0x01] + rest
      return origin(scheme, authority).map { .inside(origin: $0) } ?? .unclear
    }
    // The address of a host by IPv6 stands in square brackets.
    let isFirst = before.isEmpty || before.elementsEqual([UInt8(ascii: "[")])
    return isFirst && Self.isPort(rest) ? .outside : .unclear
  }

  /// Whether the rest of an authority is a port at most, and punctuation that ends a sentence.
  private static func isPort(_ rest: [UInt8]) -> Bool {
    var rest = rest[...]
    if rest.first == UInt8(ascii: "]") { rest = rest.dropFirst() }
    if rest.first == UInt8(ascii: ":") {
      rest = rest.dropFirst()
      let digits = rest.prefix { 0x30...0x39 ~= $0 }
      guard digits.count <= 5 else { return false }
      rest = rest.dropFirst(digits.count)
    }
    return rest.allSatisfy { Array(".,;:!?)]'*_".utf8).contains($0) }
  }

  private struct Start {
    /// Where the URL begins in the run.
    var offset: Int
    /// Where its authority begins.
    var authority: Int
    var scheme: [UInt8]?
  }

  /// Whether the authority of a URL ends before this byte, as browsers read it.
  public static func endsAuthority(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "?")
      || byte == UInt8(ascii: "#")
  }

  private static let special = ["http", "https", "ws", "wss", "ftp"].map { Array($0.utf8) }

  /// The first URL of the run from an offset on; what comes behind its beginning belongs to it.
  private func start(from offset: Int) -> Start? {
    var at = offset
    while at < run.count {
      if run[at] == UInt8(ascii: ":"), let start = start(colon: at) { return start }
      if Self.isSlash(run[at]), at == 0 || Self.mayPrecedeURL(run[at - 1]) {
        let authority = slashes(at)
        if authority >= at + 2, looksLikeHost(authority) {
          return Start(offset: at, authority: authority, scheme: nil)
        }
      }
      at += 1
    }
    return nil
  }

  /// Where a row of slashes and backslashes ends.
  private func slashes(_ start: Int) -> Int {
    var at = start
    while at < run.count, Self.isSlash(run[at]) { at += 1 }
    return at
  }

  private func start(colon: Int) -> Start? {
    let authority = slashes(colon + 1)
    // Every special scheme ends with one of these letters.
    let last = colon > 0 ? run[colon - 1] | 0x20 : 0
    guard authority >= colon + 3 || last == UInt8(ascii: "p") || last == UInt8(ascii: "s") else {
      return nil
    }
    var first = colon
    while first > 0, Self.isSchemeCharacter(run[first - 1]) { first -= 1 }
    guard first < colon else { return nil }
    let scheme = run[first..<colon].map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
    if Self.special.contains(scheme) {
      return Start(offset: first, authority: authority, scheme: scheme)
    }
    guard authority >= colon + 3 else { return nil }
    return Start(offset: first, authority: colon + 3, scheme: scheme)
  }

  /// Whether a host with a dot, or nothing yet, stands behind two slashes.
  private func looksLikeHost(_ start: Int) -> Bool {
    guard start < run.count else { return true }
    let host = run[start...].prefix { !Self.endsAuthority($0) }
    return host.contains(UInt8(ascii: ".")) || host.endIndex == run.count && !host.isEmpty
  }

  private static func isSlash(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\")
  }

  private static func mayPrecedeURL(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "="), UInt8(ascii: ","),
      UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "|"):
      true
    default: byte >= 0x80
    }
  }

  private static func isSchemeCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// `scheme://host[:port]` of an authority; nil if a token is in it.
  private func origin(_ scheme: [UInt8], _ authority: ArraySlice<UInt8>) -> [UInt8]? {
    var host = authority
    if let at = host.lastIndex(of: UInt8(ascii: "@")) { host = host[(at + 1)...] }
    guard !host.isEmpty, !host.contains(0x01) else { return nil }
    var text = host.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
    let implied: [UInt8]? =
      switch String(decoding: scheme, as: UTF8.self) {
      case "http", "ws": Array(":80".utf8)
      case "https", "wss": Array(":443".utf8)
      default: nil
      }
    if let implied, text.count > implied.count, text.suffix(implied.count) == implied[...] {
      text.removeLast(implied.count)
    }
    return scheme + Array("://".utf8) + text
  }
}
