/// What a token looks like: `<`, the name of an entity, `_`, a suffix of 8, 10 or 13 characters,
/// `>`. In the source of a JSON text the brackets may also be written `\u003c` and `\u003e`.
public struct TokenGrammar: Sendable {
  /// What stands at an opening bracket.
  public enum Reading: Sendable, Equatable {
    /// A token: where its name is and where it ends, in bytes of the text.
    case token(name: Range<Int>, end: Int)
    /// The text ends before this can be told.
    case cut
    /// No token.
    case none
  }

  private let entities: [[UInt8]]
  private let longestEntity: Int
  private let isSuffixCharacter: [Bool]

  /// The grammar for these entities.
  public init(entities: [String]) {
    self.entities = entities.map { Array($0.utf8) }
    longestEntity = self.entities.map(\.count).max() ?? 0
    var table = [Bool](repeating: false, count: 256)
    for byte in TokenNaming.alphabet { table[Int(byte)] = true }
    isSuffixCharacter = table
  }

  /// The longest text that could be held back because it may become a token, in bytes.
  public var longestTokenBytes: Int {
    6 + longestEntity + 1 + TokenNaming.longCharacters + 6
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
    case .token: break
    case let other: return other
    }
    let nameStart = at
    while at < text.count, Self.isNameCharacter(text[at]), at - nameStart <= longestName { at += 1 }
    let name = nameStart..<at
    guard at < text.count else { return mayBecomeName(text, name) ? .cut : .none }
    guard isName(text, name) else { return .none }
    switch bracket(text, &at, plain: UInt8(ascii: ">"), escape: UInt8(ascii: "e"), inSource) {
    case .token: return .token(name: name, end: at)
    case let other: return other
    }
  }

  private var longestName: Int { longestEntity + 1 + TokenNaming.longCharacters }

  /// Reads `<` or `>`, or its escape; moves `at` behind it and answers `.token`.
  private func bracket(
    _ text: Span<UInt8>, _ at: inout Int, plain: UInt8, escape last: UInt8, _ inSource: Bool
  ) -> Reading {
    if text[at] == plain {
      at += 1
      return .token(name: 0..<0, end: at)
    }
    guard inSource, text[at] == UInt8(ascii: "\\") else { return .none }
    let digits: [UInt8] = [UInt8(ascii: "u"), 0x30, 0x30, 0x33]
    for offset in 1...5 {
      guard at + offset < text.count else { return .cut }
      let byte = text[at + offset]
      guard offset < 5 ? byte == digits[offset - 1] : byte | 0x20 == last else { return .none }
    }
    at += 6
    return .token(name: 0..<0, end: at)
  }

  private static func isNameCharacter(_ byte: UInt8) -> Bool {
    0x41...0x5A ~= byte || 0x30...0x39 ~= byte || byte == UInt8(ascii: "_")
  }

  /// Whether the range is an entity, `_` and a whole suffix.
  private func isName(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for length in [8, 10, 13] {
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

  private func isSuffix(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where !isSuffixCharacter[Int(text[index])] { return false }
    return true
  }

  private func matches(_ text: Span<UInt8>, _ range: Range<Int>, _ entity: [UInt8]) -> Bool {
    range.count == entity.count && starts(entity, with: text, range)
  }

  private func starts(_ entity: [UInt8], with text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for offset in 0..<range.count where entity[offset] != text[range.lowerBound + offset] {
      return false
    }
    return true
  }
}
