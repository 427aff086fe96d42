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

  @Test func `flags of one string do not stay for the next`() throws {
    let text = #"{"\u003c":"x","y":"\u003c","z":0,"w":["<",""]}"#
    let bytes = Array(text.utf8)
    var tape = FrameTape()
    try tape.scan(bytes.span)
    let flags = tape.values.map { [$0.isKeyEscaped, $0.isEscaped] }
    #expect(
      flags == [
        [false, false], [true, false], [false, true], [false, false], [false, false],
        [false, false], [false, false],
      ])
  }

  @Test func `numbers and literals are never flagged`() throws {
    for text in ["0", "true", "null", "[]", "{}"] {
      let found = try value(text)
      #expect(!found.isEscaped && !found.isKeyEscaped)
      #expect(found.keyRange == nil)
    }
  }

  private func value(
    _ text: String, at index: Int = 0
  ) throws -> FrameValue {
    let bytes = Array(text.utf8)
    var tape = FrameTape()
    try tape.scan(bytes.span)
    return tape.values[index]
  }
}
