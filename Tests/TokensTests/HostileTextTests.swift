import TestSupport
import Testing
import Tokens

/// Mangled tokens, URLs and numbers: what comes out does not depend on where a text was cut.
@Suite struct HostileTextTests {
  private static let values: [String: StoredValue] = [
    "EMAIL_ADDRESS_00000000": StoredValue(bytes: Array("jane@acme.example".utf8)),
    "US_SSN_1111111122": StoredValue(bytes: Array("260726047".utf8), isNumber: true),
    "A_22222222": StoredValue(bytes: Array("a\"b".utf8)),
  ]

  private static let reading = TextRestorer.Reading(
    grammar: TokenGrammar(entities: ["EMAIL_ADDRESS", "US_SSN", "A"]),
    mangled: MangledGrammar(entities: ["EMAIL_ADDRESS", "US_SSN", "A"].map { Array($0.utf8) }),
    hasNumbers: true)

  private func resolve(_ name: TokenName, _ place: TextRestorer.Place) -> [UInt8]? {
    guard let value = Self.values[String(decoding: name.bytes, as: UTF8.self)] else { return nil }
    if place.isWholeString { return value.isNumber ? value.bytes : nil }
    guard place.url == .outside else { return nil }
    return place.inString
      ? SourceText.escaped(String(decoding: value.bytes, as: UTF8.self)) : value.bytes
  }

  private func read(_ pieces: [String], isSource: Bool) -> String {
    var restorer = TextRestorer(isSource: isSource)
    var output: [UInt8] = []
    for piece in pieces {
      let bytes = Array(piece.utf8)
      var edits: [TextRestorer.Edit] = []
      var replaced: [TextRestorer.Replacement] = []
      restorer.read(
        bytes.span, isLast: false, Self.reading, edits: &edits, replaced: &replaced,
        resolve: resolve)
      #expect(restorer.held.count < Self.reading.grammar.longestTokenBytes)
      var at = 0
      for edit in edits {
        output += bytes[at..<edit.range.lowerBound] + edit.text
        at = edit.range.upperBound
      }
      output += bytes[at...]
    }
    output += restorer.finish(Self.reading, resolve: resolve)
    return String(decoding: output, as: UTF8.self)
  }

  @Test(arguments: 0..<500, [false, true])
  func `random cuts change nothing`(seed: Int, isSource: Bool) {
    var random = SeededGenerator(seed: seed)
    var text = ""
    for _ in 0..<random.below(14) { text += random.hostilePart() }
    let whole = read([text], isSource: isSource)
    for _ in 0..<4 {
      #expect(read(random.pieces(of: text), isSource: isSource) == whole)
    }
    #expect(read(text.unicodeScalars.map { String($0) }, isSource: isSource) == whole)
  }

  @Test(arguments: [
    "<email_address_00000000>", "EMAIL_ADDRESS_00000000", "<EMAIL\\_ADDRESS\\_00000000>",
    "&lt;EMAIL_ADDRESS_00000000&gt;", "\\u003cEMAIL_ADDRESS_00000000\\u003e",
    "<`EMAIL_ADDRESS_00000000`>", "< EMAIL_ADDRESS_00000000 >", "<EMAIL_ADDRESS_00000000",
    "EMAIL_ADDRESS_00000000>", "<EMAIL ADDRESS 00000000>", "\\<EMAIL\\_ADDRESS\\_00000000\\>",
    "<Email_Address_00000000>", "EMAIL\\_ADDRESS\\_00000000",
  ])
  func `a mangled token is restored`(token: String) {
    #expect(read(["to \(token), now"], isSource: false) == "to jane@acme.example, now")
    #expect(read(["to \(token)"], isSource: false) == "to jane@acme.example")
  }

  @Test(arguments: [
    "XEMAIL_ADDRESS_00000000", "EMAIL_ADDRESS_000000000", "<EMAIL_ADDRESS_0000000U>",
    "email_address_00000000", "<EMAIL_ADDRESS_00000001>", "<EMAILADDRESS_00000000>",
    "EMAIL_ADDRESS_00000000x", "<EMAIL_ADDRESS_>", "EMAIL_ADDRESS",
  ])
  func `what is no token of the lineage stays`(text: String) {
    #expect(read(["to \(text), now"], isSource: false) == "to \(text), now")
  }

  @Test func `a number that is a whole string of source comes back bare`() {
    let source = "{\"n\":\"<US_SSN_1111111122>\",\"t\":\"<US_SSN_1111111122>!\"}"
    #expect(
      read([source], isSource: true) == "{\"n\":260726047,\"t\":\"260726047!\"}")
  }
}

extension SeededGenerator {
  fileprivate mutating func hostilePart() -> String {
    let name = pick(["EMAIL_ADDRESS_00000000", "US_SSN_1111111122", "A_22222222", "A_33333333"])
    let token = "<\(name)>"
    switch below(12) {
    case 0, 1, 2: return token
    case 3:
      return pick(["https://", "http:", "//", "\\\\", "HTTPS:\\", "x://", "https://a.example/?q="])
    case 4: return token.lowercased()
    case 5: return name
    case 6: return name.split(separator: "_").joined(separator: "\\_")
    case 7: return "&lt;\(name)&gt;"
    case 8: return String(token.prefix(below(token.count)))
    case 9: return pick([":8080", "/", "?", ")", "](", "=\"", "\"", "'", ">", "`", "@", "."])
    case 10: return pick(["\"", "\\", "\\\"", "\\u003c", "{\"a\":\"", "\",\"", "\"}"])
    default: return pick([" ", "\n", "é", "E", "EM", "US", "A_", "x"])
    }
  }
}
