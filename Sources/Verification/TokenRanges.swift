internal import Tokens

/// Where the tokens and the one-way markers of a text are: what is no one's data.
struct TokenRanges {
  private let grammar: TokenGrammar
  private let markers: [[UInt8]]

  init(entities: [String]) {
    grammar = TokenGrammar(entities: entities)
    markers = entities.map { Array("<\($0)>".utf8) }
  }

  /// Their ranges in order, in bytes.
  func ranges(in text: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var at = 0
    while at < text.count {
      guard text[at] == UInt8(ascii: "<") else {
        at += 1
        continue
      }
      if case .token(_, let end) = grammar.read(text.span, at: at, inSource: false) {
        ranges.append(at..<end)
        at = end
      } else if let marker = markers.first(where: { text[at...].starts(with: $0) }) {
        ranges.append(at..<at + marker.count)
        at += marker.count
      } else {
        at += 1
      }
    }
    return ranges
  }

  /// What of a text is no token, as its parts.
  func rest(of text: [UInt8]) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var at = 0
    for range in ranges(in: text) {
      if at < range.lowerBound { parts.append(text[at..<range.lowerBound]) }
      at = range.upperBound
    }
    if at < text.count { parts.append(text[at...]) }
    return parts
  }
}
