import FrameJSON
import Testing

@Suite struct UTF8Tests {
  @Test(arguments: acceptedSequences) func `text in UTF-8 is accepted`(_ example: GrammarCase) {
    example.check()
  }

  @Test(arguments: refusedSequences) func `bytes that are no UTF-8 are refused`(
    _ example: GrammarCase
  ) { example.check() }

  @Test(arguments: refusedSequences.filter { $0.bytes.last == UInt8(ascii: "]") })
  func `they are refused in a key too`(_ example: GrammarCase) {
    let inside = example.bytes.dropFirst().dropLast()
    #expect(verdict(Array("{".utf8) + inside + Array(":0}".utf8)) == .invalidUTF8)
  }

  @Test func `two bytes are judged as the standard library judges them`() {
    for first in UInt8(0x80)...0xFF {
      for second in UInt8.min...0xFF where second >= 0x20 && ![0x22, 0x5C].contains(second) {
        check([first, second])
      }
    }
  }

  @Test func `three and four bytes are judged as the standard library judges them`() {
    let edges: [UInt8] = [0x61, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xE2, 0xFF]
    for first in UInt8(0xC0)...0xFF {
      for second in edges {
        for third in edges {
          check([first, second, third])
          for fourth in edges { check([first, second, third, fourth]) }
        }
      }
    }
  }

  private func check(_ sequence: [UInt8]) {
    let isValid = String(validating: sequence, as: UTF8.self) != nil
    let found = verdict(Array("\"".utf8) + sequence + Array("\"".utf8))
    if found != (isValid ? nil : .invalidUTF8) {
      Issue.record("\(sequence): \(String(describing: found))")
    }
  }
}

private let acceptedSequences: [GrammarCase] = [
  .accept("first of two bytes", inString: [0xC2, 0x80]),
  .accept("last of two bytes", inString: [0xDF, 0xBF]),
  .accept("first of three bytes", inString: [0xE0, 0xA0, 0x80]),
  .accept("last with the first lead of three", inString: [0xE0, 0xBF, 0xBF]),
  .accept("second lead of three bytes", inString: [0xE1, 0x80, 0x80]),
  .accept("last before the lead of surrogates", inString: [0xEC, 0xBF, 0xBF]),
  .accept("first with the lead of surrogates", inString: [0xED, 0x80, 0x80]),
  .accept("last before the surrogates", inString: [0xED, 0x9F, 0xBF]),
  .accept("first behind the surrogates", inString: [0xEE, 0x80, 0x80]),
  .accept("byte order mark", inString: [0xEF, 0xBB, 0xBF]),
  .accept("replacement character", inString: [0xEF, 0xBF, 0xBD]),
  .accept("noncharacter U+FDD0", inString: [0xEF, 0xB7, 0x90]),
  .accept("last of three bytes", inString: [0xEF, 0xBF, 0xBF]),
  .accept("first of four bytes", inString: [0xF0, 0x90, 0x80, 0x80]),
  .accept("last with the first lead of four", inString: [0xF0, 0xBF, 0xBF, 0xBF]),
  .accept("second lead of four bytes", inString: [0xF1, 0x80, 0x80, 0x80]),
  .accept("last lead but one", inString: [0xF3, 0xBF, 0xBF, 0xBF]),
  .accept("first of the last plane", inString: [0xF4, 0x80, 0x80, 0x80]),
  .accept("U+10FFFF", inString: [0xF4, 0x8F, 0xBF, 0xBF]),
  .accept(
    "all lengths side by side",
    inString: [0x61, 0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80]),
  .accept("escape behind four bytes", inString: [0xF0, 0x9F, 0x98, 0x80, 0x5C, 0x6E]),
]

private let refusedSequences: [GrammarCase] = [
  bad("continuation alone", [0x80]),
  bad("last continuation alone", [0xBF]),
  bad("two continuations alone", [0x80, 0xBF]),
  bad("continuation behind a letter", [0x61, 0x80]),
  bad("continuation too many behind two bytes", [0xC3, 0xA9, 0x80]),
  bad("continuation too many behind three bytes", [0xE2, 0x82, 0xAC, 0x80]),
  bad("continuation too many behind four bytes", [0xF0, 0x9F, 0x98, 0x80, 0x80]),
  bad("NUL in two bytes", [0xC0, 0x80]),
  bad("slash in two bytes", [0xC0, 0xAF]),
  bad("quote in two bytes", [0xC0, 0xA2]),
  bad("backslash in two bytes", [0xC1, 0x9C]),
  bad("delete character in two bytes", [0xC1, 0xBF]),
  bad("NUL in three bytes", [0xE0, 0x80, 0x80]),
  bad("slash in three bytes", [0xE0, 0x80, 0xAF]),
  bad("last overlong of three bytes", [0xE0, 0x9F, 0xBF]),
  bad("NUL in four bytes", [0xF0, 0x80, 0x80, 0x80]),
  bad("slash in four bytes", [0xF0, 0x80, 0x80, 0xAF]),
  bad("euro sign in four bytes", [0xF0, 0x82, 0x82, 0xAC]),
  bad("last overlong of four bytes", [0xF0, 0x8F, 0xBF, 0xBF]),
  bad("five bytes", [0xF8, 0x88, 0x80, 0x80, 0x80]),
  bad("six bytes", [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80]),
  bad("byte FE", [0xFE]),
  bad("byte FF", [0xFF]),
  bad("lead F5", [0xF5, 0x80, 0x80, 0x80]),
  bad("lead F7", [0xF7, 0xBF, 0xBF, 0xBF]),
  bad("first above U+10FFFF", [0xF4, 0x90, 0x80, 0x80]),
  bad("last with lead F4", [0xF4, 0xBF, 0xBF, 0xBF]),
  bad("first high surrogate", [0xED, 0xA0, 0x80]),
  bad("last high surrogate", [0xED, 0xAF, 0xBF]),
  bad("first low surrogate", [0xED, 0xB0, 0x80]),
  bad("last low surrogate", [0xED, 0xBF, 0xBF]),
  bad("surrogate pair in six bytes", [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80]),
  bad("one of two bytes", [0xC3]),
  bad("one of three bytes", [0xE2]),
  bad("two of three bytes", [0xE2, 0x82]),
  bad("one of four bytes", [0xF0]),
  bad("two of four bytes", [0xF0, 0x9F]),
  bad("three of four bytes", [0xF0, 0x9F, 0x98]),
  bad("letter for the second byte of two", [0xC3, 0x61]),
  bad("letter for the second byte of three", [0xE2, 0x61, 0xAC]),
  bad("letter for the third byte of three", [0xE2, 0x82, 0x61]),
  bad("letter for the second byte of four", [0xF0, 0x61, 0x98, 0x80]),
  bad("letter for the third byte of four", [0xF0, 0x9F, 0x61, 0x80]),
  bad("letter for the fourth byte of four", [0xF0, 0x9F, 0x98, 0x61]),
  bad("lead for the second byte", [0xC3, 0xC3, 0xA9]),
  bad("lead for the third byte", [0xE2, 0x82, 0xC3, 0xA9]),
  bad("backslash for the second byte", [0xC3, 0x5C, 0x6E]),
  bad("Latin-1 letter between letters", [0x61, 0xE9, 0x61]),
  bad("Windows-1252 quotes", [0x93, 0x61, 0x94]),
  bad("UTF-16 letters", [0xE9, 0x00, 0xE8, 0x00]),
  bad("bad byte behind good text", Array("good \u{E9}".utf8) + [0xFF]),
  bad("bad byte behind an escape", [0x5C, 0x6E, 0xFF]),
  ended("one of two bytes before the end", [0xC3]),
  ended("one of three bytes before the end", [0xE2]),
  ended("two of three bytes before the end", [0xE2, 0x82]),
  ended("one of four bytes before the end", [0xF0]),
  ended("two of four bytes before the end", [0xF0, 0x9F]),
  ended("three of four bytes before the end", [0xF0, 0x9F, 0x98]),
]

private func bad(_ name: String, _ bytes: [UInt8]) -> GrammarCase {
  .refuse(name, inString: bytes, .invalidUTF8)
}

private func ended(_ name: String, _ bytes: [UInt8]) -> GrammarCase {
  .refuse(name, bytes: Array("[\"".utf8) + bytes, .invalidUTF8)
}
