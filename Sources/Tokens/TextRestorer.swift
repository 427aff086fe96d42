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

  /// The value of a token, right for its place; nil if the token stays.
  ///
  /// - Parameters:
  ///   - name: The name of the token.
  ///   - inString: Whether it stands in a string of JSON source.
  public typealias Resolve = (_ name: Span<UInt8>, _ inString: Bool) -> [UInt8]?

  /// Text that arrived and could still become a token. Always shorter than
  /// `TokenGrammar.longestTokenBytes`.
  public private(set) var held: [UInt8] = []
  /// Whether the text is JSON source.
  public let isSource: Bool
  private var place = SourcePlace.outside

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
  ///   - grammar: What a token looks like.
  ///   - edits: Receives the changes to the piece, in order. What was held and is no token is put
  ///     in at its start.
  ///   - replaced: Receives the tokens that were replaced.
  ///   - resolve: Called for each token.
  public mutating func read(
    _ piece: Span<UInt8>, isLast: Bool, grammar: TokenGrammar, edits: inout [Edit],
    replaced: inout [Replacement], resolve: Resolve
  ) {
    guard !held.isEmpty else {
      read(piece, heldBytes: 0, isLast, grammar, &edits, &replaced, resolve)
      return
    }
    var text = held
    let heldBytes = held.count
    text.reserveCapacity(heldBytes + piece.count)
    for index in piece.indices { text.append(piece[index]) }
    held = []
    read(text.span, heldBytes: heldBytes, isLast, grammar, &edits, &replaced, resolve)
  }

  /// The text that is held, because the stream has ended: it is no token any more.
  public mutating func finish() -> [UInt8] {
    defer { held = [] }
    return held
  }

  private mutating func read(
    _ text: Span<UInt8>, heldBytes: Int, _ isLast: Bool, _ grammar: TokenGrammar,
    _ edits: inout [Edit], _ replaced: inout [Replacement], _ resolve: Resolve
  ) {
    var writer = EditWriter(heldBytes: heldBytes)
    var at = 0
    while at < text.count {
      let byte = text[at]
      guard mayOpen(byte) else {
        follow(byte)
        at += 1
        continue
      }
      let inString = place != .outside
      switch grammar.read(text, at: at, inSource: inString) {
      case .token(let name, let end):
        if let value = resolve(text.extracting(name), inString) {
          if place == .behindBackslash { place = .inString }
          replaced.append(
            Replacement(start: at - heldBytes, tokenBytes: end - at, value: value))
          writer.replace(at..<end, with: value, in: text, &edits)
          at = end
        } else {
          while at < end {
            follow(text[at])
            at += 1
          }
        }
      case .cut where !isLast:
        held = Array(text, at..<text.count)
        writer.cut(at, in: text, &edits)
        return
      case .cut, .none:
        follow(byte)
        at += 1
      }
    }
    writer.end(in: text, &edits)
  }

  @inline(__always)
  private func mayOpen(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "<") || byte == UInt8(ascii: "\\") && place == .inString
  }

  /// Follows JSON source by one byte.
  @inline(__always)
  private mutating func follow(_ byte: UInt8) {
    guard isSource else { return }
    switch place {
    case .outside: if byte == UInt8(ascii: "\"") { place = .inString }
    case .behindBackslash: place = .inString
    case .inString:
      if byte == UInt8(ascii: "\"") {
        place = .outside
      } else if byte == UInt8(ascii: "\\") {
        place = .behindBackslash
      }
    }
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
    self.init()
    reserveCapacity(range.count)
    for index in range { append(bytes[index]) }
  }
}
