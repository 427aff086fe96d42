internal import Tokens

/// The tokens and the one-way markers of a text: what is no one's data.
struct TokenRanges {
  /// What takes the place of their bytes: no pattern takes it for text, a digit or white space, and
  /// reading through disguises does not leave it out.
  static let blank: UInt8 = 0x1B

  private let grammar: TokenGrammar
  private let mangled: MangledGrammar
  private let markers: [[UInt8]]

  init(entities: [String]) {
    grammar = TokenGrammar(entities: entities)
    mangled = MangledGrammar(
      entities: (entities + [TokenGrammar.literalEntity]).map { Array($0.utf8) }
        .sorted { $0.count > $1.count })
    markers = entities.map { Array("<\($0)>".utf8) }
  }

  /// The text with a blank in the place of each of their bytes, so that offsets stay and their names
  /// are no words.
  func blanked(_ text: [UInt8]) -> [UInt8] {
    var blanked = text
    for range in ranges(in: text) { blanked.blank(range) }
    return blanked
  }

  /// Their ranges in order, in bytes.
  func ranges(in text: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var at = 0
    while at < text.count {
      if text[at] == UInt8(ascii: "<"), let end = end(text, at) {
        ranges.append(at..<end)
        at = end
      } else {
        at += 1
      }
    }
    return ranges
  }

  private func end(_ text: [UInt8], _ start: Int) -> Int? {
    grammar.literalEnd(text.span, at: start)
      ?? markers.first { text[start...].starts(with: $0) }.map { start + $0.count }
  }

  /// How often a text names each token, also in a form that a model has mangled.
  func names(in text: [UInt8]) -> [TokenName: Int] {
    var restorer = TextRestorer(isSource: false)
    let reading = TextRestorer.Reading(grammar: grammar, mangled: mangled, readsURLs: false)
    var edits: [TextRestorer.Edit] = []
    var replaced: [TextRestorer.Replacement] = []
    var names: [TokenName: Int] = [:]
    restorer.read(text.span, isLast: true, reading, edits: &edits, replaced: &replaced) { name, _ in
      names[name, default: 0] += 1
      return nil
    }
    return names
  }

  /// The name of the entity of each token and marker of a text.
  func entities(in text: [UInt8]) -> [String] {
    ranges(in: text).map { range in
      let inner = text[range].dropFirst().dropLast()
      guard !markers.contains(Array(text[range])) else {
        return String(decoding: inner, as: UTF8.self)
      }
      return String(decoding: TokenName(bytes: Array(inner)).entity, as: UTF8.self)
    }
  }
}

extension [UInt8] {
  /// Puts blanks in the place of some bytes.
  mutating func blank(_ range: Range<Int>) {
    for index in range { self[index] = TokenRanges.blank }
  }

  /// Where blanks stand, in order.
  var blanks: [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start: Int?
    for index in indices {
      if self[index] == TokenRanges.blank {
        start = start ?? index
      } else if let first = start {
        ranges.append(first..<index)
        start = nil
      }
    }
    if let start { ranges.append(start..<count) }
    return ranges
  }
}
