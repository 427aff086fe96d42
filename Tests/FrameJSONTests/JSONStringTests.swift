import FrameJSON
import TestSupport
import Testing

@Suite struct JSONStringTests {
  @Test(arguments: [
    ("", ""), ("abc", "abc"), (#"\"\\\/"#, "\"\\/"), (#"\b\f\n\r\t"#, "\u{8}\u{C}\n\r\t"),
    (#"\u0041\u00e9\u20AC"#, "A\u{E9}\u{20AC}"), (#"\ud83d\ude00"#, "\u{1F600}"),
    (#"\uD83D\uDE00"#, "\u{1F600}"), (#"\ud800\udc00"#, "\u{10000}"),
    (#"\udbff\udfff"#, "\u{10FFFF}"), (#"\u0000"#, "\0"), (#"\\u0041"#, #"\u0041"#),
    (#"\\n"#, #"\n"#), ("\u{E9}\\n\u{1F600}", "\u{E9}\n\u{1F600}"), (#"\uffff"#, "\u{FFFF}"),
  ]) func `escapes are decoded to what they write`(raw: String, text: String) {
    #expect(JSONString.decoded(Array(raw.utf8)) == Array(text.utf8))
  }

  @Test(arguments: [
    (#"\ud83d"#, "\u{FFFD}"), (#"\ude00"#, "\u{FFFD}"), (#"a\ud83db"#, "a\u{FFFD}b"),
    (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}"), (#"\ud83d\ud83d\ude00"#, "\u{FFFD}\u{1F600}"),
    (#"\ud83d\ude00\ude00"#, "\u{1F600}\u{FFFD}"), (#"\ud83d\n"#, "\u{FFFD}\n"),
    (#"\ud83d\u0041"#, "\u{FFFD}A"), (#"\ud83d\\ude00"#, #"�\ude00"#),
    (#"\ud83dude00"#, "\u{FFFD}ude00"),
  ]) func `a surrogate alone is the replacement character`(raw: String, text: String) {
    #expect(JSONString.decoded(Array(raw.utf8)) == Array(text.utf8))
  }

  @Test func `every code unit is decoded as the standard library decodes it`() {
    for unit in UInt16.min...UInt16.max {
      let digits = String(unit, radix: 16)
      let raw = "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      let expected = Array(String(decoding: [unit], as: UTF16.self).utf8)
      if JSONString.decoded(Array(raw.utf8)) != expected { Issue.record("\(raw)") }
    }
  }

  @Test(arguments: [
    ("", ""), ("abc", "abc"), ("\"\\", #"\"\\"#), ("a/b", "a/b"), ("\n\r\t", #"\n\r\t"#),
    ("\0", #"\u0000"#), ("\u{8}\u{C}", #"\u0008\u000c"#), ("\u{1F}", #"\u001f"#),
    ("\u{7F}\u{80}", "\u{7F}\u{80}"), ("\u{E9}\u{1F600}", "\u{E9}\u{1F600}"),
    ("\u{2028}", "\u{2028}"), ("<&>'", "<&>'"),
  ]) func `only quotes, backslashes and control characters are escaped`(text: String, raw: String) {
    var output: [UInt8] = []
    JSONString.encode(Array(text.utf8).span, into: &output)
    #expect(String(decoding: output, as: UTF8.self) == raw)
  }

  @Test func `decoding and encoding append to what is there`() {
    var output = Array("a".utf8)
    JSONString.encode(Array("\"".utf8).span, into: &output)
    JSONString.decode(Array(#"\n"#.utf8).span, into: &output)
    #expect(output == Array("a\\\"\n".utf8))
  }

  @Test func `each control character comes back as it was`() {
    for control in UInt8.min..<0x20 {
      var raw: [UInt8] = []
      JSONString.encode([0x61, control, 0x62].span, into: &raw)
      #expect(verdict([0x22] + raw + [0x22]) == nil)
      #expect(JSONString.decoded(raw) == [0x61, control, 0x62])
    }
  }

  @Test(arguments: 0..<500)
  func `random text comes back as it was, and is what the reference parser reads`(
    seed: Int
  ) throws {
    var random = SeededGenerator(seed: seed)
    let text = random.text(upTo: 60)
    var raw: [UInt8] = []
    JSONString.encode(Array(text.utf8).span, into: &raw)
    #expect(JSONString.decoded(raw) == Array(text.utf8))
    #expect(try ReferenceParser.parse([0x22] + raw + [0x22]) == .string(Array(text.utf16)))
  }

  @Test(arguments: 0..<500)
  func `random spellings of random text decode to that text`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let text = random.text(upTo: 60)
    let raw = text.unicodeScalars.flatMap { random.spelling(of: $0) }
    #expect(JSONString.decoded(raw) == Array(text.utf8))
  }
}
