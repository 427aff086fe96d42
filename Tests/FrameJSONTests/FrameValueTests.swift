import FrameJSON
import Testing

@Suite struct FrameValueTests {
  @Test(arguments: [
    (#""plain""#, false), (#""""#, false), (#""\n""#, true), (#""a\u0041""#, true),
    (#""\\""#, true), ("\"\u{E9}\"", false), (#""/""#, false), (#""\/""#, true),
  ]) func `a string is escaped if it holds a backslash`(text: String, isEscaped: Bool) throws {
    #expect(try value(text).isEscaped == isEscaped)
    let member = try value("{\(text):0}", at: 1)
    #expect(member.isKeyEscaped == isEscaped)
    #expect(!member.isEscaped)
  }

  @Test(arguments: [
    (#""a<b""#, true), (#""<""#, true), (#""a\u003cb""#, true), (#""a\u003Cb""#, true),
    (#""ab""#, false), (#""""#, false), (#""\u003e""#, false), (#""\\u003c""#, true),
    (#""\u003d\u0043""#, false), (#""&lt;""#, false), ("\"\u{FF1C}\"", false),
    (#""\u263c""#, false), (#""\u3c00""#, false), (#""\n\u003c""#, true), (#""\ud83c""#, false),
  ]) func `a string that holds the watched byte is flagged, escaped or not`(
    text: String, isWatched: Bool
  ) throws {
    #expect(try value(text, watching: "<").isWatched == isWatched)
    let member = try value("{\(text):0}", at: 1, watching: "<")
    #expect(member.isKeyWatched == isWatched)
    #expect(!member.isWatched)
  }

  @Test(
    arguments: [
      ("\"", #""\"""#), ("\\", #""\\""#), ("/", #""\/""#), ("/", #""/""#), ("\u{8}", #""\b""#),
      ("\u{C}", #""\f""#), ("\n", #""\n""#), ("\r", #""\r""#), ("\t", #""\t""#),
      ("\n", #""\u000A""#), ("\0", #""\u0000""#), ("\u{1F}", #""\u001f""#), ("b", #""\u0062""#),
    ] as [(Unicode.Scalar, String)]) func `whatever is watched is seen in each of its escapes`(
      watched: Unicode.Scalar, text: String
    ) throws
  {
    #expect(try value(text, watching: watched).isWatched)
  }

  @Test(
    arguments: [
      ("b", #""\b""#), ("n", #""\n""#), ("u", #""\u0041""#), ("0", #""\u0041""#), ("\n", #""\r""#),
      ("\"", #""""#), ("\"", #""a""#),
    ] as [(Unicode.Scalar, String)]) func `the letters of an escape are not what it writes`(
      watched: Unicode.Scalar, text: String
    ) throws
  {
    #expect(try !value(text, watching: watched).isWatched)
  }

  @Test func `flags of one string do not stay for the next`() throws {
    let text = #"{"\u003c":"x","y":"\u003c","z":0,"w":["<",""]}"#
    let bytes = Array(text.utf8)
    var tape = FrameTape()
    try tape.scan(bytes.span, watching: UInt8(ascii: "<"))
    let flags = tape.values.map { [$0.isKeyEscaped, $0.isKeyWatched, $0.isEscaped, $0.isWatched] }
    #expect(
      flags == [
        [false, false, false, false], [true, true, false, false], [false, false, true, true],
        [false, false, false, false], [false, false, false, false], [false, false, false, true],
        [false, false, false, false],
      ])
  }

  @Test func `numbers and literals are never flagged`() throws {
    for text in ["0", "true", "null", "[]", "{}"] {
      let found = try value(text, watching: "0")
      #expect(!found.isEscaped && !found.isWatched && !found.isKeyEscaped && !found.isKeyWatched)
      #expect(found.keyRange == nil)
    }
  }

  private func value(
    _ text: String, at index: Int = 0, watching watched: Unicode.Scalar = "\0"
  ) throws -> FrameValue {
    let bytes = Array(text.utf8)
    var tape = FrameTape()
    try tape.scan(bytes.span, watching: UInt8(ascii: watched))
    return tape.values[index]
  }
}
