import FrameJSON
import Testing

@Suite struct MemberNameTests {
  @Test(arguments: [
    ("type", "type", false), ("type", #"t\u0079pe"#, true), ("a\nb", #"a\nb"#, true),
    ("a\nb", #"a\u000Ab"#, true), ("a/b", "a/b", false), ("a/b", #"a\/b"#, true),
    ("\u{E9}", "\u{E9}", false), ("\u{E9}", #"\u00e9"#, true),
    ("\u{1F600}", #"\ud83d\ude00"#, true),
    ("", "", false),
  ]) func `a name matches each way to write it`(name: String, raw: String, isEscaped: Bool) {
    #expect(matches(name, raw, isEscaped: isEscaped))
  }

  @Test(arguments: [
    ("type", "typ", false), ("type", "types", false), ("type", "Type", false), ("type", "", false),
    ("", "a", false), ("type", #"t\u0079p"#, true), ("type", #"t\u0079pes"#, true),
    ("n", #"\n"#, true), ("\u{E9}", "e\u{301}", false), ("u0061", #"\u0061"#, true),
    ("a", #"\u0061\u0061\u0061\u0061\u0061\u0061\u0061"#, true),
  ]) func `a name matches nothing else`(name: String, raw: String, isEscaped: Bool) {
    #expect(!matches(name, raw, isEscaped: isEscaped))
  }

  @Test func `a name from a literal is that of its bytes`() {
    let name: MemberName = "\u{E9}t\u{E9}"
    #expect(name == MemberName(bytes: Array("\u{E9}t\u{E9}".utf8)))
  }

  /// Compared in the middle of a frame, so that a range that is not kept to is seen.
  private func matches(_ name: String, _ raw: String, isEscaped: Bool) -> Bool {
    let bytes = Array("\"\(raw)\"".utf8)
    return MemberName(bytes: Array(name.utf8)).matches(
      bytes.span, 1..<bytes.count - 1, isEscaped: isEscaped)
  }
}
