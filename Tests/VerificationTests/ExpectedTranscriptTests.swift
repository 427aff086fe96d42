import Guardrail
import Testing
import Verification

@Suite struct ExpectedTranscriptTests {
  private func difference(_ expected: String, _ found: String) throws -> TranscriptDifference? {
    ExpectedTranscript(Array(expected.utf8), try Judge.guardrail())
      .difference(from: Array(found.utf8))
  }

  private func line(_ frame: String) -> String { "{\"to\":\"backend\",\"frame\":\(frame)}\n" }

  @Test func `the same transcript has no difference`() throws {
    let text = line("{\"type\":\"response.create\",\"input\":\"a\"}")
    #expect(try difference(text, text) == nil)
  }

  @Test func `the first value that differs is named by its path and the lengths`() throws {
    let same = line("{\"type\":\"response.processed\"}")
    let expected =
      "{\"type\":\"response.create\",\"input\":[{\"role\":\"user\",\"content\":\"abc\"}]}"
    let difference = try difference(
      same + line(expected), same + line(expected.replacing("abc", with: "abcde")))
    #expect(difference?.line == 2)
    #expect(difference?.path == "frame.input[0].content")
    #expect(difference?.expected == 3 && difference?.found == 5)
  }

  @Test func `a key of the caller's own is not named`() throws {
    let frame = "{\"type\":\"response.create\",\"metadata\":{\"jane\":\"a\"}}"
    #expect(
      try difference(line(frame), line(frame.replacing("\"a\"", with: "1")))?.path
        == "frame.metadata.*")
    #expect(
      try difference(line(frame), line(frame.replacing("jane", with: "joe")))?.path
        == "frame.metadata.*{keys}")
  }

  @Test func `what is no member of a line is not named`() throws {
    let text = line("{}")
    let other = text.replacing("}\n", with: ",\"kenji\":1}\n")
    #expect(try difference(other, other.replacing(":1}", with: ":22}"))?.path == "*")
    #expect(try difference(text, text.replacing("backend", with: "client"))?.path == "to")
  }

  @Test func `a line too many or too few differs as a whole`() throws {
    let text = line("{}")
    let missing = try difference(text + text, text)
    #expect(missing?.line == 2 && missing?.expected == text.utf8.count - 1)
    #expect(missing?.found == nil)
    #expect(try difference(text, text + text)?.expected == nil)
  }

  @Test func `a frame in a string is read too`() throws {
    let expected =
      "{\"to\":\"client\",\"frame\":\"{\\\"type\\\":\\\"error\\\",\\\"sequence_number\\\":1}\"}\n"
    let found = expected.replacing("1}", with: "200}")
    #expect(try difference(expected, found)?.path == "frame.sequence_number")
    #expect(try difference(expected, expected.replacing("{\\\"type", with: "no"))?.path == "frame")
  }

  @Test func `expected transcripts are named after what is masked`() {
    var settings = Settings()
    #expect(
      RecordedConversation.expectedFile(of: "a/b.ndjson", settings) == "a/b.expected.ndjson")
    settings.outputMasking = .stream
    #expect(
      RecordedConversation.expectedFile(of: "a/b.ndjson", settings) == "a/b.stream.expected.ndjson")
    settings.ownValues = .mask
    #expect(
      RecordedConversation.expectedFile(of: "b.ndjson", settings)
        == "b.stream-mask.expected.ndjson")
    #expect(RecordedConversation.isOne("b.ndjson"))
    #expect(!RecordedConversation.isOne("b.stream.expected.ndjson"))
  }
}
