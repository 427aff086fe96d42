import Guardrail
import Testing
import Transcripts

@testable import Verification

@Suite struct FrameReaderTests {
  private func ofModel(_ lines: [String]) throws -> PathCounts {
    let result = try Judge.check([Judge.create("hi")] + lines, Judge.guardrail(.stream))
    #expect(result.isClean)
    return result.ofModel
  }

  private static let json = "{\\\"card\\\":4111111111111111,\\\"homePhone\\\":3128674471}"

  @Test func `numbers of JSON source are judged by their digits and their key`() throws {
    let arguments = Judge.backend(
      "{\"type\":\"response.function_call_arguments.done\",\"item_id\":\"f\",\"arguments\":"
        + "\"\(Self.json)\"}")
    #expect(
      try ofModel([arguments]) == [
        "CREDIT_CARD": ["arguments": 1], "PHONE_NUMBER": ["arguments": 1],
      ])
    let other = arguments.replacing("card", with: "number").replacing("homePhone", with: "callId")
    #expect(try ofModel([other]) == ["CREDIT_CARD": ["arguments": 1]])
    let short = arguments.replacing("4111111111111111", with: "4111111111111112")
    #expect(try ofModel([short]) == ["PHONE_NUMBER": ["arguments": 1]])
  }

  @Test func `a number that a client sent is found again`() throws {
    var reader = FrameReader(try Judge.guardrail().dialect)
    var side = CheckedSide(try Judge.guardrail(), to: .backend)
    let frame = "{\"type\":\"response.create\",\"text\":{\"ssn\":536904399,\"count\":536904399}}"
    side.read(reader.read(Array(frame.utf8), from: .client).texts, from: [])
    #expect(side.findings.rescanned == ["US_SSN": ["text.*": 1]])
  }

  @Test func `output text is JSON only if its response was asked for it`() throws {
    // As text the key is a word beside the number; as JSON it is none.
    let plain = Judge.completed(
      "{\\\"SSN of\\\":[\\\"536904399\\\"],\\\"ref\\\":\\\"536904388\\\"}")
    let asked = plain.replacing(
      "\"output\":", with: "\"text\":{\"format\":{\"type\":\"json_object\"}},\"output\":")
    #expect(try ofModel([plain]) == ["US_SSN": [Judge.said: 2]])
    #expect(try ofModel([asked]) == ["US_SSN": [Judge.said: 1]])
  }

  @Test func `what a response was asked for holds for its deltas`() throws {
    let created = Judge.backend(
      "{\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"text\":{\"format\":{\"type\":"
        + "\"json_schema\"}}}}")
    let pieces = ["{\\\"SSN of\\\":[\\\"536904399\\\"],", "\\\"ref\\\":\\\"536904388\\\"}"]
      .map { Judge.delta("response.output_text.delta", $0) }
    #expect(
      try ofModel([created] + pieces) == ["US_SSN": ["response.output_text.delta: delta": 1]])
    #expect(try ofModel(pieces) == ["US_SSN": ["response.output_text.delta: delta": 2]])
  }

  @Test func `the transcript of a sound ends its deltas`() throws {
    let family = "response.audio_transcript"
    let result = try Judge.check(
      [
        Judge.delta(family + ".delta", "ask "), Judge.delta(family + ".delta", "her"),
        Judge.backend(
          "{\"type\":\"\(family).done\",\"item_id\":\"m\",\"output_index\":0,\"transcript\":\"ask her\"}"
        ),
      ], Judge.guardrail())
    #expect(result.comparedTexts == 1)
  }

  @Test(arguments: [
    ("data:;base64,aGkgdGhlcmU", FileData.Reading.text(Array("hi there".utf8))),
    ("data:text/plain;charset=latin1,%E9", .text(Array("é".utf8))),
    ("data:text/csv,%80%81", .text(Array("\u{80}\u{81}".utf8))),
    ("DATA:application/json,{}", .text(Array("{}".utf8))),
    ("data:image/png;base64,aGkgdGhlcmU=", .media), ("data:;base64,AAEC", .media),
    ("data:;base64,!", .none), ("aGkgdGhlcmU=", .text(Array("hi there".utf8))),
  ])
  func `the text of a file`(string: String, reading: FileData.Reading) {
    #expect(FileData.read(Array(string.utf8), mayBeBare: true) == reading)
  }

  @Test func `only file data is read without a head`() {
    #expect(FileData.read(Array("aGkgdGhlcmU=".utf8), mayBeBare: false) == .none)
  }
}
