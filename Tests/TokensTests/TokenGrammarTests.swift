import Testing
import Tokens

@Suite struct TokenGrammarTests {
  /// `A` begins `A_B`, which begins `A_BC`; `K2` ends in a digit.
  private static let grammar = TokenGrammar(entities: ["A", "A_B", "A_BC", "EMAIL_ADDRESS", "K2"])

  enum Expected: Sendable, Equatable {
    /// The name, and how many bytes of the text the token takes.
    case token(String, Int)
    case cut
    case none
  }

  private func reading(_ text: String, at start: Int, inSource: Bool) -> Expected {
    let bytes = Array(text.utf8)
    switch Self.grammar.read(bytes.span, at: start, inSource: inSource) {
    case .token(let name, let end):
      return .token(String(decoding: name.bytes, as: UTF8.self), end)
    case .cut: return .cut
    case .none: return .none
    }
  }

  @Test(arguments: [
    "EMAIL_ADDRESS_01234567", "EMAIL_ADDRESS_89ABCDEFGH", "EMAIL_ADDRESS_JKMNPQRSTVWXY",
    "A_00000000", "A_B_00000000", "A_BC_ZZZZZZZZZZ", "A_B_0000000000000", "K2_12345678",
  ])
  func `a whole token is read, with what follows left alone`(name: String) {
    let length = name.utf8.count + 2
    #expect(reading("<\(name)>", at: 0, inSource: false) == .token(name, length))
    #expect(reading("<\(name)>", at: 0, inSource: true) == .token(name, length))
    #expect(reading("<\(name)>>x", at: 0, inSource: false) == .token(name, length))
    #expect(reading("é<\(name)>é", at: 2, inSource: false) == .token(name, length + 2))
  }

  @Test(arguments: [
    "EMAIL_ADDRESS_01234567", "A_00000000", "A_BC_ZZZZZZZZZZ", "A_B_0000000000000", "K2_12345678",
  ])
  func `every beginning of a token is cut`(name: String) {
    let token = Array("<\(name)>".utf8)
    for length in 1..<token.count {
      let text = String(decoding: token[..<length], as: UTF8.self)
      #expect(reading(text, at: 0, inSource: false) == .cut, "\(text)")
      #expect(reading(text, at: 0, inSource: true) == .cut, "\(text)")
    }
  }

  @Test(arguments: [
    // Suffixes of 0, 7, 9, 11, 12 and 14 characters.
    "<A_>", "<A>", "<A_0000000>", "<A_000000000>", "<A_00000000000>", "<A_000000000000>",
    "<A_00000000000000>",
    // Letters that Crockford's alphabet leaves out, and other cases and characters.
    "<A_0000000I>", "<A_0000000L>", "<A_0000000O>", "<A_0000000U>", "<A_0000000a>",
    "<A_0000000->", "<A_000 0000>", "<A_0000000é>",
    // Names of no entity.
    "<B_00000000>", "<AB_00000000>", "<A_BCD_00000000>", "<a_00000000>", "<_00000000>",
    "<EMAIL_00000000>", "<K_00000000>", "<K22_00000000>", "<A__00000000>", "<A_B00000000>",
    // Other brackets.
    "<<A_00000000>", "< A_00000000>", "<A_00000000 >", "<A_00000000<", "<A_00000000]", "<>", "<é",
    // Cut, but already no token.
    "<B", "<A_I", "<A_B_U", "<A_00000000000000", "<EMAIL_ADDRESS_L", "<a", "<A ",
  ])
  func `what is no token, or cannot become one, is none`(text: String) {
    #expect(reading(text, at: 0, inSource: false) == .none)
    #expect(reading(text, at: 0, inSource: true) == .none)
  }

  @Test(arguments: [
    "\\u003cA_00000000\\u003e", "\\u003CA_00000000\\u003E", "<A_00000000\\u003e",
    "\\u003CA_00000000>",
  ])
  func `in a string of source the brackets may be escaped, in either case`(text: String) {
    #expect(reading(text, at: 0, inSource: true) == .token("A_00000000", text.utf8.count))
    if text.hasPrefix("\\") { #expect(reading(text, at: 0, inSource: false) == .none) }
  }

  @Test func `every beginning of a token in escapes is cut`() {
    let token = Array("\\u003cA_00000000\\u003E".utf8)
    for length in 1..<token.count {
      let text = String(decoding: token[..<length], as: UTF8.self)
      #expect(reading(text, at: 0, inSource: true) == .cut, "\(text)")
    }
  }

  @Test(arguments: [
    "\\n", "\\\\u003c", "\\u003d", "\\u003", "\\u0", "\\u013c", "\\U003c", "\\u003ca",
    "\\u003cA_00000000\\u003c", "\\u003cA_00000000\\n", "\\u003cA_0000000\\u003e", "\\\"",
  ])
  func `another escape is no bracket`(text: String) {
    let isBeginning = ["\\u003", "\\u0"].contains(text)
    #expect(reading(text, at: 0, inSource: true) == (isBeginning ? .cut : .none))
  }

  @Test func `a name that could be of two entities is a token of either`() {
    let grammar = TokenGrammar(entities: ["X", "X_1234"])
    for name in ["X_12345678", "X_1234_12345678", "X_1234567890"] {
      let bytes = Array("<\(name)>".utf8)
      #expect(
        grammar.read(bytes.span, at: 0, inSource: false)
          == .token(TokenName(bytes: Array(name.utf8)), end: bytes.count))
    }
  }

  @Test func `no entities, no tokens`() {
    let bytes = Array("<A_00000000>".utf8)
    let grammar = TokenGrammar(entities: [])
    #expect(grammar.read(bytes.span, at: 0, inSource: false) == .none)
  }

  @Test func `a text that is held is shorter than the longest token, mangled and with a port`() {
    let longest = "\\u003c `EMAIL\\\\_ADDRESS\\\\_0000000000000 `\\u003e:65535"
    #expect(Self.grammar.longestTokenBytes >= longest.utf8.count)
  }
}
