import FrameJSON
import Testing

@Suite struct StringTests {
  @Test(arguments: acceptedStrings + shortEscapes)
  func `a string of the grammar is accepted`(_ example: GrammarCase) { example.check() }

  @Test(arguments: refusedStrings + controlCharacters)
  func `a string outside the grammar is refused`(_ example: GrammarCase) { example.check() }

  @Test func `a backslash before any other byte is refused`() {
    for letter in UInt8.min...UInt8.max where !Array("\"\\/bfnrtu".utf8).contains(letter) {
      #expect(verdict(Array(#"["\"#.utf8) + [letter] + Array(#""]"#.utf8)) == .malformed)
    }
  }

  @Test func `a byte is a digit of a Unicode escape only if it is hexadecimal`() {
    let digits = Array("0123456789abcdefABCDEF".utf8)
    for byte in UInt8.min...UInt8.max {
      for place in 0..<4 {
        var escape = Array("\\u1234".utf8)
        escape[2 + place] = byte
        let rule = verdict(Array("[\"".utf8) + escape + Array("\"]".utf8))
        #expect((rule == nil) == digits.contains(byte))
      }
    }
  }

  @Test(arguments: refusedStrings + controlCharacters)
  func `what is refused in a value is refused in a key`(_ example: GrammarCase) {
    guard example.bytes.starts(with: "[".utf8), example.bytes.last == UInt8(ascii: "]") else {
      return
    }
    let inside = example.bytes.dropFirst().dropLast()
    #expect(verdict(Array("{".utf8) + inside + Array(":0}".utf8)) == .malformed)
  }
}

private let shortEscapes: [GrammarCase] = ["\"", "\\", "/", "b", "f", "n", "r", "t"].map {
  .accept("short escape \($0)", #"["\"# + $0 + #""]"#)
}

private let controlCharacters: [GrammarCase] = (0..<0x20).map { control in
  .refuse("control character \(control) as it is", inString: [0x61, control, 0x61])
}

private let acceptedStrings: [GrammarCase] = [
  .accept("empty", #"[""]"#),
  .accept("one letter", #"["a"]"#),
  .accept("one space", #"[" "]"#),
  .accept("all short escapes", #"["\"\\\/\b\f\n\r\t"]"#),
  .accept("letter behind an escape", #"["\na"]"#),
  .accept("escaped backslash before n", #"["\\n"]"#),
  .accept("escaped backslash before u", #"["\\u12"]"#),
  .accept("escaped backslash at the end", #"["a\\"]"#),
  .accept("four backslashes", #"["\\\\"]"#),
  .accept("escaped backslash and escaped quote", #"["\\\""]"#),
  .accept("escaped quote at both ends", #"["\"a\""]"#),
  .accept("slash as it is", #"["/"]"#),
  .accept("single quote", #"["it's"]"#),
  .accept("Unicode escape", #"["\u0041"]"#),
  .accept("Unicode escape of NUL", #"["\u0000"]"#),
  .accept("Unicode escape of a control character", #"["\u001f"]"#),
  .accept("Unicode escape of a quote", #"["\u0022"]"#),
  .accept("Unicode escape of a backslash", #"["\u005c"]"#),
  .accept("lower-case digits", #"["\uabcd"]"#),
  .accept("upper-case digits", #"["\uABCD"]"#),
  .accept("mixed digits", #"["\uaBcD"]"#),
  .accept("digit behind a Unicode escape", #"["\u00411"]"#),
  .accept("hexadecimal letter behind a Unicode escape", #"["\u0041f"]"#),
  .accept("two Unicode escapes", #"["\u0041\u0042"]"#),
  .accept("byte order mark as an escape", #"["\ufeff"]"#),
  .accept("noncharacter as an escape", #"["\uffff"]"#),
  .accept("surrogate pair", #"["\ud83d\ude00"]"#),
  .accept("surrogate pair, upper case", #"["\uD83D\uDE00"]"#),
  .accept("lowest surrogate pair", #"["\ud800\udc00"]"#),
  .accept("highest surrogate pair", #"["\udbff\udfff"]"#),
  .accept("high surrogate alone", #"["\ud83d"]"#),
  .accept("low surrogate alone", #"["\ude00"]"#),
  .accept("surrogate pair the wrong way round", #"["\ude00\ud83d"]"#),
  .accept("two high surrogates", #"["\ud83d\ud83d"]"#),
  .accept("two high surrogates and a low one", #"["\ud83d\ud83d\ude00"]"#),
  .accept("high surrogate before text", #"["\ud83da"]"#),
  .accept("high surrogate before another escape", #"["\ud83d\n"]"#),
  .accept("high surrogate before an escape of no surrogate", #"["\ud83d\u0041"]"#),
  .accept("lone surrogate in a key", #"{"\ud83d":0}"#),
  .accept("delete character", "[\"\u{7F}\"]"),
  .accept("C1 control character", "[\"\u{80}\u{9F}\"]"),
  .accept("line and paragraph separator", "[\"\u{2028}\u{2029}\"]"),
  .accept("emoji of several characters", "[\"\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}\"]"),
  .accept("100,000 characters", "[\"" + String(repeating: "x", count: 100_000) + "\"]"),
]

private let refusedStrings: [GrammarCase] = [
  .refuse("opening quote alone", "\""),
  .refuse("not closed", "[\"a"),
  .refuse("not closed before a bracket", "[\"a]"),
  .refuse("not opened", "[a\"]"),
  .refuse("closed by a single quote", "[\"a']"),
  .refuse("closed by an escaped quote only", #"["a\"]"#),
  .refuse("three quotes", #"["a"b"]"#),
  .refuse("ends with a backslash", #""\"#),
  .refuse("text ends with a backslash", #"["a\"#),
  .refuse("three backslashes", #"["\\\"]"#),
  .refuse("text ends behind u", #"["\u"#),
  .refuse("text ends in an escape", #"["\u004"#),
  .refuse("text ends behind an escape", #"["\u0041"#),
  .refuse("no digits", #"["\u"]"#),
  .refuse("one digit", #"["\u0"]"#),
  .refuse("two digits", #"["\u00"]"#),
  .refuse("three digits", #"["\u004"]"#),
  .refuse("three digits before a letter", #"["\u004g"]"#),
  .refuse("digits in braces", #"["\u{41}"]"#),
  .refuse("sign before the digits", #"["\u+041"]"#),
  .refuse("minus before the digits", #"["\u-041"]"#),
  .refuse("space before the digits", #"["\u 041"]"#),
  .refuse("prefix before the digits", #"["\u0x41"]"#),
  .refuse("fullwidth digits", "[\"\\u\u{FF10}\u{FF10}\u{FF14}\u{FF11}\"]"),
  .refuse("capital U", #"["\U0041"]"#),
  .refuse("capital U with eight digits", #"["\U0001f600"]"#),
  .refuse("capital N", #"["\N"]"#),
  .refuse("pair cut in its second half", #"["\ud83d\u"]"#),
  .refuse("pair with bad digits in its second half", #"["\ud83d\ude0x"]"#),
  .refuse("alert", #"["\a"]"#),
  .refuse("vertical tabulator", #"["\v"]"#),
  .refuse("escape character", #"["\e"]"#),
  .refuse("NUL in octal", #"["\0"]"#),
  .refuse("octal", #"["\101"]"#),
  .refuse("two hexadecimal digits", #"["\x41"]"#),
  .refuse("escaped single quote", #"["\'"]"#),
  .refuse("escaped back quote", #"["\`"]"#),
  .refuse("escaped space", #"["\ "]"#),
  .refuse("escaped line break", "[\"\\\n\"]"),
  .refuse("escaped letter that is not ASCII", "[\"\\\u{E9}\"]"),
  .refuse("escaped emoji", "[\"\\\u{1F600}\"]"),
  .refuse("caret notation", #"["\cA"]"#),
  .refuse("line break of two characters as it is", "[\"a\r\nb\"]"),
  .refuse("NUL as it is at the end", "[\"a\0\"]"),
  .refuse("string over two lines", "[\"a\"\n\"b\"]"),
  .refuse("sum of strings", #"["a"+"b"]"#),
  .refuse("prefix of a raw string", #"[r"a"]"#),
]
