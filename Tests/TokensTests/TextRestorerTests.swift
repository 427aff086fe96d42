import Testing
import Tokens

@Suite struct TextRestorerTests {
  private static let reading = TextRestorer.Reading(
    grammar: TokenGrammar(entities: ["EMAIL_ADDRESS", "A"]), mangled: MangledGrammar(entities: []))
  private static let values = [
    "A_00000000": "<A_11111111>", "A_11111111": "never", "A_22222222": "say \"hi\"\n",
    "EMAIL_ADDRESS_00000000": "jane@acme.example",
  ]

  private func resolve(_ name: TokenName, _ place: TextRestorer.Place) -> [UInt8]? {
    Self.values[String(decoding: name.bytes, as: UTF8.self)].map {
      place.inString ? SourceText.escaped($0) : Array($0.utf8)
    }
  }

  /// What each piece becomes, and what is flushed at the end.
  private func read(_ pieces: [String], isSource: Bool = false) -> [String] {
    var restorer = TextRestorer(isSource: isSource)
    var output: [String] = []
    for piece in pieces {
      var edits: [TextRestorer.Edit] = []
      var replaced: [TextRestorer.Replacement] = []
      let bytes = Array(piece.utf8)
      restorer.read(
        bytes.span, isLast: false, Self.reading, edits: &edits, replaced: &replaced,
        resolve: resolve)
      var text: [UInt8] = []
      var at = 0
      for edit in edits {
        text += bytes[at..<edit.range.lowerBound] + edit.text
        at = edit.range.upperBound
      }
      output.append(String(decoding: text + bytes[at...], as: UTF8.self))
    }
    return output + [
      String(decoding: restorer.finish(Self.reading, resolve: resolve), as: UTF8.self)
    ]
  }

  @Test func `text without tokens passes piece by piece`() {
    #expect(read(["a < b", " <b> ", "c"]) == ["a < b", " <b> ", "c", ""])
  }

  @Test func `a token goes out with the piece that ends it`() {
    #expect(read(["to <A_222", "22222", "> end"]) == ["to ", "", "say \"hi\"\n end", ""])
  }

  @Test func `what is held goes out as soon as it is no token`() {
    #expect(read(["x <EMAIL", " y"]) == ["x ", "<EMAIL y", ""])
    #expect(read(["<", "<A_22222222>"]) == ["", "<say \"hi\"\n", ""])
  }

  @Test func `a token that is cut off for good stays as it is`() {
    #expect(read(["to <A_2222"]) == ["to ", "<A_2222"])
  }

  @Test func `a token of nobody stays as it is`() {
    #expect(
      read(["<A_33333333>", "<A_333", "33333>!"]) == ["<A_33333333>", "", "<A_33333333>!", ""])
  }

  @Test func `a value that looks like a token is not read again`() {
    #expect(read(["<A_00000000>"]) == ["<A_11111111>", ""])
    #expect(read(["<A_0000", "0000", ">"]) == ["", "", "<A_11111111>", ""])
  }

  @Test func `a value does not join what stands around it to a token`() {
    #expect(read(["<<A_00000000>A_00000000>"]) == ["<<A_11111111>A_00000000>", ""])
  }

  @Test func `a value is escaped in a string of source, and not outside of one`() {
    #expect(
      read(["{\"a\":\"<A_22222222>\",\"b\":<A_22222222>}"], isSource: true)
        == ["{\"a\":\"say \\\"hi\\\"\\n\",\"b\":say \"hi\"\n}", ""])
  }

  @Test func `escaped quotes and backslashes do not end a string of source`() {
    #expect(
      read(["\"\\\"<A_22222222>\\\\\"<A_22222222>"], isSource: true)
        == ["\"\\\"say \\\"hi\\\"\\n\\\\\"say \"hi\"\n", ""])
  }

  @Test func `an escaped backslash before u003c is no bracket`() {
    let text = "\"\\\\u003cA_22222222>\""
    #expect(read([text], isSource: true) == [text, ""])
  }

  @Test func `a string goes on behind a token that a backslash stands before`() {
    // Not JSON, but a model writes it: the quote behind still ends the string.
    #expect(
      read(["\"\\<EMAIL_ADDRESS_00000000>\" <A_22222222>"], isSource: true)
        == ["\"\\jane@acme.example\" say \"hi\"\n", ""])
  }

  @Test func `escaped brackets are brackets in a string of source only`() {
    let token = "\\u003cA_00000000\\u003E"
    #expect(read(["\"\(token)\""], isSource: true) == ["\"<A_11111111>\"", ""])
    #expect(read([token], isSource: true) == [token, ""])
    #expect(read(["\"\(token)\""]) == ["\"\(token)\"", ""])
  }
}
