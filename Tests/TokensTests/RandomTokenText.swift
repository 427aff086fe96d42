import TestSupport
import Tokens

/// A random text of tokens and of what looks like them, with the values that are known.
struct RandomTokenText {
  static let entities = ["EMAIL_ADDRESS", "US_SSN", "A", "A_B"]
  static let grammar = TokenGrammar(entities: entities)
  /// Tokens as they were issued, wherever they stand.
  static let reading = TextRestorer.Reading(
    grammar: grammar, mangled: MangledGrammar(entities: []), readsURLs: false)

  /// Known names and their values.
  let values: [String: String]
  let text: String

  /// The value of a known token, right for its place.
  func resolve(_ name: TokenName, _ place: TextRestorer.Place) -> [UInt8]? {
    values[String(decoding: name.bytes, as: UTF8.self)].map {
      place.inString ? SourceText.escaped($0) : Array($0.utf8)
    }
  }

  init(seed: Int, isSource: Bool) {
    var random = SeededGenerator(seed: seed)
    let odd = ["\"", "\\", "\n", "\u{1}", "\u{1F642}", "e\u{301}", "<", ">", "<A_00000000>"]
    let names = Self.entities.flatMap { entity in
      [8, 10, 13].map { length in "\(entity)_\(random.suffix(length))" }
    }
    values = Dictionary(
      uniqueKeysWithValues: (names + ["A_00000000"]).map { name in
        (name, (0..<random.below(5)).map { _ in random.pick(odd + ["jane", "@", "7"]) }.joined())
      })
    var text = ""
    for _ in 0..<random.below(16) {
      text += random.part(names: names + ["A_00000000"], isSource: isSource)
    }
    self.text = text
  }
}

extension SeededGenerator {
  fileprivate mutating func suffix(_ length: Int) -> String {
    String((0..<length).map { _ in pick(Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")) })
  }

  fileprivate mutating func part(names: [String], isSource: Bool) -> String {
    let open = isSource && once(in: 2) ? pick(["\\u003c", "\\u003C"]) : "<"
    let close = isSource && once(in: 3) ? pick(["\\u003e", "\\u003E"]) : ">"
    let token = open + pick(names) + close
    switch below(9) {
    case 0, 1, 2: return token
    case 3:
      return open + pick(RandomTokenText.entities) + "_" + suffix(pick([7, 8, 9, 10, 13, 14]))
        + close
    case 4: return String(token.prefix(below(token.count)))
    case 5: return String(token.suffix(below(token.count)))
    case 6: return pick(["<<", "<", ">", "[", "]", "{\"", "\":", "\"", "\",\""])
    case 7:
      guard isSource else { return pick(["\\", "\\u003c", "\\_", "\\n"]) }
      return pick(["\\\\", "\\\"", "\\n", "\\u003", "\\u00e9", "\\\\u003c", "\\u003d"])
    default: return filler(upTo: 2)
    }
  }
}
