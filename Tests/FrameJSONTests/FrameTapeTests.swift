import FrameJSON
import Testing

@Suite struct FrameTapeTests {
  @Test func `values are in the order of the text, each with its kind, range and next`() throws {
    let text = #" {"a":[1,"x"],"b":{"c":null},"d":[]} "#
    let tape = try scanned(text)
    let bytes = Array(text.utf8)
    let found = tape.values.map {
      "\($0.kind) \(String(decoding: bytes[$0.range], as: UTF8.self)) \($0.next)"
    }
    #expect(
      found == [
        #"object {"a":[1,"x"],"b":{"c":null},"d":[]} 7"#,
        #"array [1,"x"] 4"#,
        "number 1 3",
        "string x 4",
        #"object {"c":null} 6"#,
        "null null 6",
        "array [] 7",
      ])
  }

  @Test func `members have their keys, elements and the root have none`() throws {
    let text = #"{"a" : [1], "":{"b\n":2}}"#
    let tape = try scanned(text)
    let keys = tape.values.map {
      $0.keyRange.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
    }
    #expect(keys == [nil, "a", nil, "", #"b\n"#])
  }

  @Test(arguments: ["true", "false", "null", "-1.5e+3", "0", "\"\"", "\"a b\"", "[ ]", "{\n}"])
  func `the range of a value is its text without white space and quotes`(text: String) throws {
    for (before, after) in [("", ""), (" ", "\n"), ("\t\r", " ")] {
      let bytes = Array((before + text + after).utf8)
      var tape = FrameTape()
      try tape.scan(bytes.span)
      let inner = text.hasPrefix("\"") ? text.dropFirst().dropLast() : text[...]
      #expect(String(decoding: bytes[tape.root.range], as: UTF8.self) == inner)
      #expect(tape.root.next == 1)
    }
  }

  @Test func `the first child of an empty container is its next`() throws {
    let tape = try scanned(#"[[],{}]"#)
    #expect(tape.firstChild(of: 1) == tape.values[1].next)
    #expect(tape.firstChild(of: 2) == tape.values[2].next)
    #expect(tape.firstChild(of: 0) == 1)
  }

  @Test func `a member is found by its name, only in the object itself`() throws {
    let text = #"{"a":{"type":"inner"},"type":"outer","b":[{"only":1}]}"#
    let tape = try scanned(text)
    let bytes = Array(text.utf8)
    #expect(tape.member("type", of: 0, in: bytes) == 3)
    #expect(tape.member("type", of: 1, in: bytes) == 2)
    #expect(tape.member("only", of: 0, in: bytes) == nil)
    #expect(tape.member("typ", of: 0, in: bytes) == nil)
    #expect(tape.member("types", of: 0, in: bytes) == nil)
    #expect(tape.member("", of: 0, in: bytes) == nil)
  }

  @Test func `a scalar and an array have no members`() throws {
    let text = #"{"a":"a","b":["a"],"c":{}}"#
    let tape = try scanned(text)
    let bytes = Array(text.utf8)
    for index in 1..<tape.values.count {
      #expect(tape.member("a", of: index, in: bytes) == nil)
    }
  }

  @Test(arguments: [
    #"{"x":0,"type":"v"}"#, #"{"x":0,"t\u0079pe":"v"}"#, #"{"x":0,"\u0074\u0079\u0070\u0065":"v"}"#,
  ]) func `a member is found whatever way its key is escaped`(text: String) throws {
    let tape = try scanned(text)
    let bytes = Array(text.utf8)
    #expect(tape.member("type", of: 0, in: bytes) == 2)
    #expect(tape.hasKey("type", at: 2, in: bytes))
    #expect(!tape.hasKey("type", at: 1, in: bytes))
    #expect(!tape.hasKey("type", at: 0, in: bytes))
  }

  @Test func `an empty key is found by the empty name`() throws {
    let tape = try scanned(#"{"a":0,"":1}"#)
    #expect(tape.member("", of: 0, in: Array(#"{"a":0,"":1}"#.utf8)) == 2)
  }

  @Test func `the first of two members of a name is found where both are accepted`() throws {
    let text = #"{"a":1,"\u0061":2}"#
    var limits = FrameLimits()
    limits.refusesDuplicateKeys = false
    var tape = FrameTape()
    let bytes = Array(text.utf8)
    try tape.scan(bytes.span, limits: limits)
    #expect(tape.member("a", of: 0, in: bytes) == 1)
  }

  @Test func `a string is compared decoded, and nothing else is a string`() throws {
    let text = #"["null",null,"n\u0075ll",{"null":0},"nul","null "]"#
    let tape = try scanned(text)
    let bytes = Array(text.utf8)
    let found = tape.values.indices.filter { tape.isString("null", at: $0, in: bytes) }
    #expect(found == [1, 3])
  }

  @Test func `one tape reads frame after frame`() throws {
    var tape = FrameTape()
    for text in [#"{"a":[1,2,3]}"#, "[]", #"{"b":"c"}"#, "7", #"[[[["x"]]]]"#] {
      let bytes = Array(text.utf8)
      try tape.scan(bytes.span)
      #expect(tape.values == (try scanned(text)).values)
    }
  }

  @Test(arguments: [
    "[[[", #"{"a":{"b":[1,"#, "[1,2,3,]", #"{"a":0,"a":0}"#, "[\"\u{1}\"]", "", "{}}",
  ]) func `a good frame behind a refused one is read as by a new tape`(refused: String) throws {
    var tape = FrameTape()
    let bad = Array(refused.utf8)
    #expect(throws: FrameError.self) { try tape.scan(bad.span) }
    let good = #"{"a":{"b":"c"},"d":[true]}"#
    let bytes = Array(good.utf8)
    try tape.scan(bytes.span)
    #expect(tape.values == (try scanned(good)).values)
  }

  private func scanned(_ text: String) throws -> FrameTape {
    var tape = FrameTape()
    let bytes = Array(text.utf8)
    try tape.scan(bytes.span)
    return tape
  }
}
