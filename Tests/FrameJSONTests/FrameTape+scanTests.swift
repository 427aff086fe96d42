import FrameJSON
import Testing

@Suite struct ScanTests {
  @Test(arguments: acceptedStructures) func `a text of the grammar is accepted`(
    _ example: GrammarCase
  ) { example.check() }

  @Test(arguments: refusedStructures) func `a text outside the grammar is refused`(
    _ example: GrammarCase
  ) { example.check() }

  @Test(arguments: containers)
  func `every part that stops before the end is refused`(_ example: GrammarCase) {
    let end = example.bytes.lastIndex { "]}".utf8.contains($0) } ?? 0
    for count in 0..<end { #expect(verdict(Array(example.bytes[..<count])) != nil) }
  }

  @Test(arguments: [
    ("", 0), ("  ", 2), ("[1,]", 3), ("{} x", 3), ("{\"a\" 1}", 5), ("{\"a\":tru}", 5),
    ("[\"a\\q\"]", 3), ("[\"a\n\"]", 3), ("[-]", 1), ("[12x]", 3), ("{\"a\":1,}", 7), ("[\"ab", 4),
  ]) func `an error says where the text breaks the grammar`(text: String, offset: Int) {
    #expect(refusal(Array(text.utf8)) == FrameError(.malformed, at: offset))
  }

  @Test func `an error in UTF-8 says where the sequence starts`() {
    #expect(refusal(Array("[\"é".utf8) + [0xE2, 0x82, 0x22]) == FrameError(.invalidUTF8, at: 4))
  }

  @Test(arguments: ["[]", "\"x\"", "0", " true", "null"])
  func `a frame that is no object is refused as such`(text: String) {
    var tape = FrameTape()
    let bytes = Array(text.utf8)
    #expect(throws: FrameError(.notAnObject, at: 0)) { try tape.scanObject(bytes.span) }
  }

  @Test func `a frame that is no JSON is refused as malformed first`() {
    var tape = FrameTape()
    let bytes = Array("[1".utf8)
    #expect(throws: FrameError(.malformed, at: 2)) { try tape.scanObject(bytes.span) }
  }

  @Test func `a frame that is an object is accepted between white space`() throws {
    var tape = FrameTape()
    let bytes = Array("\n {} \n".utf8)
    try tape.scanObject(bytes.span)
    #expect(tape.root.range == 2..<4)
  }
}

private let acceptedStructures: [GrammarCase] = [
  .accept("empty object", "{}"),
  .accept("empty array", "[]"),
  .accept("empty object with a space in it", "{ }"),
  .accept("empty array with a line feed in it", "[\n]"),
  .accept("array in array", "[[]]"),
  .accept("array three deep", "[[[]]]"),
  .accept("object three deep", #"{"a":{"b":{}}}"#),
  .accept("objects and arrays in turn", #"[{"a":[{"b":[]}]}]"#),
  .accept("siblings that are empty", "[{},[],{},[]]"),
  .accept("siblings behind a deep one", "[[[[]]],0,[[]],1]"),
  .accept("array of every kind", #"[{},[],"s",0,true,false,null]"#),
  .accept("object of every kind", #"{"a":{},"b":[],"c":"","d":0,"e":true,"f":false,"g":null}"#),
  .accept("root that is a string", #""s""#),
  .accept("root that is an empty string", #""""#),
  .accept("root that is a number", "42"),
  .accept("root that is a negative number", "-1"),
  .accept("root that is true", "true"),
  .accept("root that is false", "false"),
  .accept("root that is null", "null"),
  .accept("space in front", " []"),
  .accept("tabulator in front", "\t[]"),
  .accept("line feed in front", "\n[]"),
  .accept("carriage return in front", "\r[]"),
  .accept("space behind", "[] "),
  .accept("line feed behind", "[]\n"),
  .accept("white space of all kinds behind", "[] \t\r\n \t\r\n"),
  .accept("white space round a number", " 1 "),
  .accept("white space in every place", " { \t\"a\"\n:\r1 , \"b\" : [ 1 , 2 ] } "),
  .accept("line breaks between members", "{\r\n\"a\":1,\r\n\"b\":2\r\n}"),
  .accept("empty key", #"{"":0}"#),
  .accept("keys of which one starts the other", #"{"a":0,"ab":0,"abc":0}"#),
  .accept("keys that differ in case", #"{"a":0,"A":0}"#),
  .accept("keys that differ in white space", #"{"a":0,"a ":0," a":0}"#),
  .accept("keys that look alike but are other characters", "{\"\u{E9}\":0,\"e\u{301}\":0}"),
  .accept("the same key at two depths", #"{"a":{"a":{"a":0}}}"#),
  .accept("the same key in two siblings", #"[{"a":0},{"a":0}]"#),
  .accept("brackets in strings", #"["]","}","[{"]"#),
  .accept("commas and colons in strings", #"{",":":"}"#),
  .accept("comments in strings", ##"["/* a */","// b","# c"]"##),
  .accept("JSON in a string", #"{"arguments":"{\"a\":[1,2]}"}"#),
  .accept("125 arrays", String(repeating: "[", count: 125) + String(repeating: "]", count: 125)),
  .accept("long array", "[" + String(repeating: "0,", count: 10_000) + "0]"),
]

private let containers = acceptedStructures.filter {
  "{[".utf8.contains($0.bytes.first ?? 0) && $0.bytes.count < 1_000
}

private let refusedStructures: [GrammarCase] = [
  .refuse("nothing", ""),
  .refuse("only white space", " \t\r\n"),
  .refuse("only a NUL", "\0"),
  .refuse("only a comma", ","),
  .refuse("only a colon", ":"),
  .refuse("only a quote", "\""),
  .refuse("only an opening brace", "{"),
  .refuse("only an opening bracket", "["),
  .refuse("only a closing brace", "}"),
  .refuse("only a closing bracket", "]"),
  .refuse("byte order mark alone", "\u{FEFF}"),
  .refuse("byte order mark in front", "\u{FEFF}{}"),
  .refuse("byte order mark behind", "{}\u{FEFF}"),
  .refuse("UTF-16, little end first", bytes: [0x7B, 0, 0x7D, 0]),
  .refuse("UTF-16, big end first", bytes: [0, 0x7B, 0, 0x7D]),
  .refuse("UTF-16 with a byte order mark", bytes: [0xFF, 0xFE, 0x7B, 0, 0x7D, 0]),
  .refuse("UTF-32", bytes: [0x7B, 0, 0, 0, 0x7D, 0, 0, 0]),
  .refuse("NUL in front", "\0{}"),
  .refuse("NUL behind", "{}\0"),
  .refuse("NUL inside", "[\0]"),
  .refuse("NUL in place of a space", "[1,\u{0}2]"),
  .refuse("form feed in front", "\u{C}[]"),
  .refuse("form feed inside", "[\u{C}]"),
  .refuse("form feed behind", "[]\u{C}"),
  .refuse("vertical tabulator inside", "[\u{B}]"),
  .refuse("backspace inside", "[\u{8}]"),
  .refuse("end-of-file character behind", "{}\u{1A}"),
  .refuse("delete character behind", "{}\u{7F}"),
  .refuse("no-break space inside", "[\u{A0}]"),
  .refuse("next line inside", "[\u{85}]"),
  .refuse("line separator inside", "[\u{2028}]"),
  .refuse("paragraph separator behind", "[]\u{2029}"),
  .refuse("ideographic space inside", "{\u{3000}}"),
  .refuse("zero-width space inside", "[\u{200B}]"),
  .refuse("byte order mark inside", "[\u{FEFF}1]"),
  .refuse("escape as white space", #"[\n]"#),
  .refuse("trailing comma in an array", "[1,]"),
  .refuse("trailing comma in an object", #"{"a":1,}"#),
  .refuse("trailing comma at the root", "1,"),
  .refuse("trailing comma behind a container", "[],"),
  .refuse("two trailing commas", "[1,,]"),
  .refuse("two commas", "[1,,2]"),
  .refuse("two commas in an object", #"{"a":1,,"b":2}"#),
  .refuse("leading comma in an array", "[,1]"),
  .refuse("leading comma in an object", #"{,"a":1}"#),
  .refuse("comma alone in an array", "[,]"),
  .refuse("comma alone in an object", "{,}"),
  .refuse("no comma between numbers", "[1 2]"),
  .refuse("no comma between strings", #"["a""b"]"#),
  .refuse("no comma behind a number", #"[1"a"]"#),
  .refuse("no comma between containers", "[[][]]"),
  .refuse("no comma between members", #"{"a":1 "b":2}"#),
  .refuse("no comma behind a container", #"{"a":{}"b":2}"#),
  .refuse("semicolon for a comma", "[1;2]"),
  .refuse("colon in an array", "[1:2]"),
  .refuse("member in an array", #"["a":1]"#),
  .refuse("comma for a colon", #"{"a",1}"#),
  .refuse("no colon", #"{"a" 1}"#),
  .refuse("two colons", #"{"a"::1}"#),
  .refuse("equals sign for a colon", #"{"a"=1}"#),
  .refuse("arrow for a colon", #"{"a"=>1}"#),
  .refuse("key alone", #"{"a"}"#),
  .refuse("key and colon alone", #"{"a":}"#),
  .refuse("key and colon before a comma", #"{"a":,"b":1}"#),
  .refuse("value alone", "{1}"),
  .refuse("value without a key", #"{:1}"#),
  .refuse("value without a key behind a member", #"{"a":1,2}"#),
  .refuse("second member without a value", #"{"a":1,"b"}"#),
  .refuse("key without quotes", "{a:1}"),
  .refuse("key in single quotes", "{'a':1}"),
  .refuse("key that is a number", "{1:1}"),
  .refuse("key that is null", "{null:1}"),
  .refuse("key that is true", "{true:1}"),
  .refuse("key that is an array", "{[]:1}"),
  .refuse("key that is an object", "{{}:1}"),
  .refuse("key of two strings", #"{"a""b":1}"#),
  .refuse("string in single quotes", "['a']"),
  .refuse("string in back quotes", "[`a`]"),
  .refuse("string in typographic quotes", "[\u{201C}a\u{201D}]"),
  .refuse("string without quotes", "[a]"),
  .refuse("quotes that are escapes", #"[\u0022a\u0022]"#),
  .refuse("array closed by a brace", "[}"),
  .refuse("array with a value closed by a brace", "[1}"),
  .refuse("object closed by a bracket", "{]"),
  .refuse("object with a member closed by a bracket", #"{"a":1]"#),
  .refuse("containers that cross", "[{]}"),
  .refuse("array not closed", "[1"),
  .refuse("array not closed behind a comma", "[1,"),
  .refuse("array of arrays not closed", "[[[]]"),
  .refuse("object not closed behind a key", #"{"a""#),
  .refuse("object not closed behind a colon", #"{"a":"#),
  .refuse("object not closed behind a value", #"{"a":1"#),
  .refuse("object not closed behind a comma", #"{"a":1,"#),
  .refuse("array closed twice", "[]]"),
  .refuse("object closed twice", "{}}"),
  .refuse("two objects", "{}{}"),
  .refuse("two arrays", "[] []"),
  .refuse("two numbers", "1 2"),
  .refuse("two strings", #""a" "b""#),
  .refuse("two objects on two lines", "{}\n{}"),
  .refuse("letter behind an object", "{}x"),
  .refuse("quote behind a string", #""a"""#),
  .refuse("block comment in front", "/* a */{}"),
  .refuse("block comment inside", "[1/* a */]"),
  .refuse("block comment behind a key", #"{"a"/**/:1}"#),
  .refuse("line comment behind", "{} // a"),
  .refuse("line comment inside", "[1,// a\n2]"),
  .refuse("number sign comment behind", "{}# a"),
  .refuse("HTML comment behind", "{}<!-- a -->"),
  .refuse("parentheses for an array", "(1)"),
  .refuse("angle brackets for an array", "<1>"),
  .refuse("ellipsis in an array", "[1,...]"),
  .refuse("padding against JSON hijacking", ")]}',\n{}"),
  .refuse("record separator in front", "\u{1E}{}"),
  .refuse("byte that is never UTF-8, outside of strings", bytes: [0x5B, 0xFF, 0x5D]),
  .refuse("Latin-1 letter outside of strings", bytes: [0x5B, 0xE9, 0x5D]),
  .refuse("many opening brackets", String(repeating: "[", count: 100)),
  .refuse("many opening objects", String(repeating: #"{"a":"#, count: 100)),
]
