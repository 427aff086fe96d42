/// What a token looks like: `<`, the name of an entity, `_`, a suffix of 8, 10 or 13 characters,
/// `>`. In the source of a JSON text the brackets may also be written `\u003c` and `\u003e`.
///
/// Models do not always copy a token exactly. A mangled one is read by `MangledGrammar`.
public struct TokenGrammar: Sendable {
  /// What stands at an opening bracket.
  public enum Reading: Sendable, Equatable {
    /// A token: its name and where it ends, in bytes of the text.
    case token(TokenName, end: Int)
    /// The text ends before this can be told.
    case cut
    /// No token.
    case none
  }

  /// The entity of text that looks like a token and is none.
  public static let literalEntity = "LITERAL"
  static let suffixLengths = [8, 10, 13]

  let entities: [[UInt8]]
  private let longestEntity: Int
  private let isSuffixCharacter: [Bool]

  /// The grammar for these entities, and for literals.
  public init(entities: [String]) {
    self.entities = (entities + [Self.literalEntity]).map { Array($0.utf8) }
    longestEntity = self.entities.map(\.count).max() ?? 0
    var table = [Bool](repeating: false, count: 256)
    for byte in TokenNaming.alphabet { table[Int(byte)] = true }
    isSuffixCharacter = table
  }

  /// The longest text that could be held back because it may become a token, in bytes: brackets as
  /// escapes, two backslashes before each `_`, and the rest of the authority of a URL behind it.
  public var longestTokenBytes: Int {
    6 + 2 + 3 * (longestEntity + 1) + TokenNaming.longCharacters + 2 + 6
      + TextRestorer.longestAuthority
  }

  /// Reads what stands at `start`, where an opening bracket or a backslash is.
  ///
  /// - Parameters:
  ///   - text: UTF-8.
  ///   - start: Offset in bytes.
  ///   - inSource: Whether the text is inside a string of JSON source.
  public func read(_ text: Span<UInt8>, at start: Int, inSource: Bool) -> Reading {
    var at = start
    switch bracket(text, &at, plain: UInt8(ascii: "<"), escape: UInt8(ascii: "c"), inSource) {
    case nil: break
    case let other?: return other
    }
    let nameStart = at
    while at < text.count, Self.isNameCharacter(text[at]), at - nameStart <= longestName { at += 1 }
    let name = nameStart..<at
    guard at < text.count else { return mayBecomeName(text, name) ? .cut : .none }
    guard isName(text, name) else { return .none }
    switch bracket(text, &at, plain: UInt8(ascii: ">"), escape: UInt8(ascii: "e"), inSource) {
    case nil: return .token(TokenName(bytes: Self.bytes(text, name)), end: at)
    case let other?: return other
    }
  }

  /// The end of text at `start` that looks like a token, whether it is one or not: an entity, `_`,
  /// and 1 to 13 digits or characters of a suffix, in brackets; nil if none stands there.
  public func literalEnd(_ text: Span<UInt8>, at start: Int) -> Int? {
    guard text[start] == UInt8(ascii: "<") else { return nil }
    var at = start + 1
    while at < text.count, Self.isNameCharacter(text[at]), at - start <= longestName + 1 { at += 1 }
    guard at < text.count, text[at] == UInt8(ascii: ">") else { return nil }
    let name = start + 1..<at
    for entity in entities {
      let underscore = name.lowerBound + entity.count
      guard underscore < name.upperBound - 1, text[underscore] == UInt8(ascii: "_"),
        name.upperBound - underscore - 1 <= TokenNaming.longCharacters,
        isSuffix(text, underscore + 1..<name.upperBound),
        starts(entity, with: text, name.lowerBound..<underscore)
      else { continue }
      return at + 1
    }
    return nil
  }

  private var longestName: Int { longestEntity + 1 + TokenNaming.longCharacters }

  /// Reads `<` or `>`, or its escape, and moves `at` behind it; answers nil if it is there.
  private func bracket(
    _ text: Span<UInt8>, _ at: inout Int, plain: UInt8, escape last: UInt8, _ inSource: Bool
  ) -> Reading? {
    if text[at] == plain {
      at += 1
      return nil
    }
    guard inSource, text[at] == UInt8(ascii: "\\") else { return Reading.none }
    let digits: [UInt8] = [UInt8(ascii: "u"), 0x30, 0x30, 0x33]
    for offset in 1...5 {
      guard at + offset < text.count else { return .cut }
      let byte = text[at + offset]
      guard offset < 5 ? byte == digits[offset - 1] : byte | 0x20 == last else {
        return Reading.none
      }
    }
    at += 6
    return nil
  }

  static func isNameCharacter(_ byte: UInt8) -> Bool {
    0x41...0x5A ~= byte || 0x30...0x39 ~= byte || byte == UInt8(ascii: "_")
  }

  /// Whether the range is an entity, `_` and a whole suffix.
  private func isName(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for length in Self.suffixLengths {
      let underscore = range.upperBound - length - 1
      guard underscore > range.lowerBound, text[underscore] == UInt8(ascii: "_") else { continue }
      guard isSuffix(text, underscore + 1..<range.upperBound) else { continue }
      if entities.contains(where: { matches(text, range.lowerBound..<underscore, $0) }) {
        return true
      }
    }
    return false
  }

  /// Whether a name could begin with the range.
  private func mayBecomeName(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    entities.contains { entity in
      if range.count <= entity.count { return starts(entity, with: text, range) }
      let underscore = range.lowerBound + entity.count
      return matches(text, range.lowerBound..<underscore, entity)
        && text[underscore] == UInt8(ascii: "_")
        && range.upperBound - underscore - 1 <= TokenNaming.longCharacters
        && isSuffix(text, underscore + 1..<range.upperBound)
    }
  }

  func isSuffix(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where !isSuffixCharacter[Int(text[index])] { return false }
    return true
  }

  private func matches(_ text: Span<UInt8>, _ range: Range<Int>, _ entity: [UInt8]) -> Bool {
    range.count == entity.count && starts(entity, with: text, range)
  }

  private func starts(_ entity: [UInt8], with text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count <= entity.count else { return false }
    for offset in 0..<range.count where entity[offset] != text[range.lowerBound + offset] {
      return false
    }
    return true
  }

  static func bytes(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    for index in range { bytes.append(text[index]) }
    return bytes
  }
}
