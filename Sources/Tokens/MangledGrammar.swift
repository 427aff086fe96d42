/// Reads tokens that a model has not copied exactly: in another case, with `\_` for `_`, with
/// `&lt;`, `\u003c` or `\<` for a bracket, with backticks or spaces inside, or with a bracket missing
/// at the border of a word.
///
/// Only names of the given entities with a whole suffix are read, and what is read is a name, never
/// a value: whether it was issued is for the caller to look up.
public struct MangledGrammar: Sendable {
  /// Each entity with the `_` behind it.
  private let heads: [[UInt8]]
  /// A bit for each letter that an entity begins with.
  private let initials: UInt32

  /// The grammar for tokens of these entities, given in capital letters.
  public init(entities: [[UInt8]]) {
    heads = entities.map { $0 + [UInt8(ascii: "_")] }
    initials = entities.reduce(0) { $0 | 1 << UInt32(($1.first ?? 0x41) & 0x1F) }
  }

  /// Whether nothing can be read.
  public var isEmpty: Bool { heads.isEmpty }

  /// Whether a mangled token may begin with this byte, given the one before it (0 for none).
  @inline(__always)
  public func mayBegin(_ byte: UInt8, after last: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "<"), UInt8(ascii: "&"), UInt8(ascii: "\\"): true
    case 0x41...0x5A: initials & 1 << UInt32(byte & 0x1F) != 0 && !Self.isWordCharacter(last)
    default: false
    }
  }

  /// Reads what stands at `start`.
  ///
  /// - Parameters:
  ///   - text: UTF-8.
  ///   - start: Offset in bytes, where a token may begin.
  ///   - isLast: Whether the text ends with these bytes.
  public func read(_ text: Span<UInt8>, at start: Int, isLast: Bool) -> TokenGrammar.Reading {
    var cursor = Cursor(at: start, isLast: isLast)
    let isBare = 0x41...0x5A ~= text[start]
    var isEscaped = false
    if !isBare {
      switch cursor.skipBracket(text, .opening) {
      case .found: break
      case .cut: return .cut
      case .absent: return .none
      }
      isEscaped = cursor.at > start + 1 && text[cursor.at - 1] == UInt8(ascii: "<")
      cursor.skipFiller(text)
    }
    var isCut = false
    for index in heads.indices {
      switch read(heads[index], text, cursor, isBare: isBare, isEscaped: isEscaped) {
      case .token(let name, let end): return .token(name, end: end)
      case .cut: isCut = true
      case .none: continue
      }
    }
    return isCut ? .cut : .none
  }

  /// Reads a token of one entity. A backslash before its bracket is its own only if another one
  /// escapes something in it: otherwise it belongs to what stands before, such as a path.
  private func read(
    _ head: [UInt8], _ text: Span<UInt8>, _ start: Cursor, isBare: Bool, isEscaped: Bool
  ) -> TokenGrammar.Reading {
    var cursor = start
    var needsEscape = isEscaped
    for index in head.indices {
      let byte = head[index]
      if byte == UInt8(ascii: "_"), cursor.at < text.count, text[cursor.at] == UInt8(ascii: "\\") {
        needsEscape = false
      }
      let found =
        byte == UInt8(ascii: "_")
        ? cursor.skipSeparator(text, mayBeSpace: !isBare)
        : cursor.skipLetter(byte, text, ignoringCase: !isBare)
      switch found {
      case .found: continue
      case .cut: return .cut
      case .absent: return .none
      }
    }
    let suffix = cursor.at
    while cursor.at < text.count, cursor.at - suffix <= TokenNaming.longCharacters,
      Self.suffixCharacter(text[cursor.at], ignoringCase: !isBare) != nil
    {
      cursor.at += 1
    }
    let bareEnd = cursor.at
    if bareEnd == text.count, !cursor.isLast {
      return bareEnd - suffix <= TokenNaming.longCharacters ? .cut : .none
    }
    guard TokenGrammar.suffixLengths.contains(bareEnd - suffix) else { return .none }
    if !isBare { cursor.skipFiller(text) }
    if cursor.at < text.count, text[cursor.at] == UInt8(ascii: "\\") { needsEscape = false }
    switch cursor.skipBracket(text, .closing) {
    case _ where needsEscape: return .none
    case .found:
      return .token(Self.name(head, text, suffix..<bareEnd, ignoringCase: !isBare), end: cursor.at)
    case .cut: return .cut
    case .absent:
      let isBorder = bareEnd == text.count || !Self.isWordCharacter(text[bareEnd])
      guard isBorder else { return .none }
      return .token(Self.name(head, text, suffix..<bareEnd, ignoringCase: !isBare), end: bareEnd)
    }
  }

  private static func name(
    _ head: [UInt8], _ text: Span<UInt8>, _ suffix: Range<Int>, ignoringCase: Bool
  ) -> TokenName {
    var bytes = head
    for index in suffix {
      if let character = suffixCharacter(text[index], ignoringCase: ignoringCase) {
        bytes.append(character)
      }
    }
    return TokenName(bytes: bytes)
  }

  private static func suffixCharacter(_ byte: UInt8, ignoringCase: Bool) -> UInt8? {
    let upper = ignoringCase && 0x61...0x7A ~= byte ? byte & 0xDF : byte
    return TokenNaming.alphabet.contains(upper) ? upper : nil
  }

  static func isWordCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
    default: byte >= 0x80
    }
  }
}

/// A place in a text that may go on.
private struct Cursor {
  var at: Int
  let isLast: Bool

  enum Found {
    case found, cut, absent
  }

  /// One of the brackets, however it is written.
  enum Bracket {
    case opening, closing

    var spellings: [[UInt8]] {
      switch self {
      case .opening: Cursor.opening
      case .closing: Cursor.closing
      }
    }
  }

  static let opening = ["<", "&lt;", "\\u003c", "\\\\u003c", "\\<", "\\\\<"].map { Array($0.utf8) }
  static let closing = [">", "&gt;", "\\u003e", "\\\\u003e", "\\>", "\\\\>"].map { Array($0.utf8) }

  /// Skips a bracket, in any of its spellings and in either case.
  mutating func skipBracket(_ text: Span<UInt8>, _ bracket: Bracket) -> Found {
    var isCut = false
    for spelling in bracket.spellings {
      switch matches(spelling, text) {
      case .found:
        at += spelling.count
        return .found
      case .cut: isCut = true
      case .absent: continue
      }
    }
    return isCut ? .cut : .absent
  }

  private func matches(_ spelling: [UInt8], _ text: Span<UInt8>) -> Found {
    for offset in spelling.indices {
      guard at + offset < text.count else { return isLast ? .absent : .cut }
      let byte = text[at + offset]
      let lower = 0x41...0x5A ~= byte ? byte | 0x20 : byte
      guard lower == spelling[offset] else { return .absent }
    }
    return .found
  }

  /// Skips a backtick and a space, which models put inside of brackets.
  mutating func skipFiller(_ text: Span<UInt8>) {
    for _ in 0..<2 where at < text.count {
      if text[at] == UInt8(ascii: " ") || text[at] == UInt8(ascii: "`") { at += 1 }
    }
  }

  mutating func skipLetter(_ letter: UInt8, _ text: Span<UInt8>, ignoringCase: Bool) -> Found {
    guard at < text.count else { return isLast ? .absent : .cut }
    let byte = text[at]
    let read = ignoringCase && 0x61...0x7A ~= byte ? byte & 0xDF : byte
    guard read == letter else { return .absent }
    at += 1
    return .found
  }

  /// Skips `_`, `\_` or `\\_`, or a space in its place.
  mutating func skipSeparator(_ text: Span<UInt8>, mayBeSpace: Bool) -> Found {
    let start = at
    while at < text.count, at < start + 2, text[at] == UInt8(ascii: "\\") { at += 1 }
    guard at < text.count else { return isLast ? .absent : .cut }
    if text[at] == UInt8(ascii: "_") || mayBeSpace && at == start && text[at] == UInt8(ascii: " ") {
      at += 1
      return .found
    }
    return .absent
  }
}
