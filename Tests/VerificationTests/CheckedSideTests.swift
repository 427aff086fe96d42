import Guardrail
import Recognizers
import Testing
import Transcripts

@testable import Verification

/// Output that is made by hand, as a guardrail with a fault would write it.
@Suite struct CheckedSideTests {
  private func judged(
    _ frame: String, to side: TranscriptLine.Side = .backend, values: [(String, String)] = []
  ) throws -> SideFindings {
    let guardrail = try Judge.guardrail(.stream)
    var reader = FrameReader(guardrail.dialect)
    var checked = CheckedSide(guardrail, to: side)
    checked.read(
      reader.read(Array(frame.utf8), from: side == .backend ? .client : .backend).texts, from: [])
    var search = ValueSearch()
    for (entity, value) in values {
      search.add(ValueSearch.Value(entity: entity, bytes: Array(value.utf8)))
    }
    checked.finish(search)
    return checked.findings
  }

  @Test func `an address that went out is found again, at its path`() throws {
    let findings = try judged(
      "{\"type\":\"response.create\",\"metadata\":{\"joe\":\"jane@contoso.net\"}}")
    #expect(findings.rescanned == ["EMAIL_ADDRESS": ["metadata.*": 1]])
    #expect(!findings.isClean)
  }

  @Test(arguments: [
    "{\"type\":\"response.create\",\"input\":\"ask j4ne@Contoso.net\"}",
    "{\"type\":\"response.create\",\"input\":\"ask J 4 N E (at) @ contoso - net\"}".replacing(
      "(at) ", with: ""),
    "{\"type\":\"response.create\",\"input\":\"ask j4n\\u200be&#64;contoso.net\"}",
    "{\"type\":\"x\",\"j4ne@contoso.net\":1}",
    "{\"type\":\"response.create\",\"input\":[{\"type\":\"function_call\",\"arguments\":"
      + "\"{\\\"a\\\":[\\\"j4ne@contoso.net\\\"]}\"}]}",
    "{\"type\":\"response.create\",\"input\":[{\"type\":\"message\",\"content\":[{\"type\":"
      + "\"input_file\",\"file_data\":\"data:text/plain;base64,YXNrIGo0bmVAY29udG9zby5uZXQ=\"}]}]}",
    "no JSON of j4ne@contoso.net",
  ])
  func `a value is found however it is written`(frame: String) throws {
    let findings = try judged(frame, values: [("EMAIL_ADDRESS", "j4ne@contoso.net")])
    #expect(findings.values.total >= 1)
    #expect(!findings.isClean)
  }

  @Test func `a value in an id and a number are found as they are`() throws {
    let findings = try judged(
      "{\"type\":\"response.create\",\"input\":[{\"type\":\"message\",\"id\":\"5241053286568735\"}],"
        + "\"text\":{\"note\":5241053286568735}}",
      values: [("CREDIT_CARD", "5241053286568735")])
    #expect(
      findings.values == ["CREDIT_CARD": ["input[*].id": 1, "text.*": 1]])
  }

  @Test(arguments: [
    "{\"type\":\"response.create\",\"input\":\"ask <EMAIL_ADDRESS_4FZZBTKY>, password=<PASSWORD>\"}",
    "{\"type\":\"response.create\",\"input\":[{\"type\":\"reasoning\",\"encrypted_content\":"
      + "\"jane@contoso.net\"}]}",
    "{\"type\":\"response.create\",\"input\":\"password=<PASSWORD_4FZZBTKY> key: <AWS_ACCESS_KEY>\"}",
  ])
  func `tokens, markers and ciphertext are no findings`(frame: String) throws {
    let findings = try judged(frame, values: [("EMAIL_ADDRESS", "jane@contoso.net")])
    #expect(findings.isClean)
    #expect(findings.doubtful.isEmpty)
  }

  @Test func `what is left beside a token is a finding`() throws {
    let findings = try judged(
      "{\"type\":\"response.create\",\"input\":\"<EMAIL_ADDRESS_4FZZBTKY> or joe@contoso.net\"}")
    #expect(findings.rescanned == ["EMAIL_ADDRESS": ["input": 1]])
  }

  @Test func `log probabilities are read as the text that they spell`() throws {
    let findings = try judged(
      "{\"type\":\"response.output_text.done\",\"text\":\"\",\"logprobs\":[{\"token\":\"jane@con\"},"
        + "{\"token\":\"toso.net\"}]}", to: .client)
    #expect(findings.rescanned == ["EMAIL_ADDRESS": ["logprobs": 1]])
  }

  @Test func `deltas are joined before they are read`() {
    var texts = DeltaTexts()
    for piece in ["jane@con", "toso.net"] {
      var contents = FrameContents()
      contents.type = "response.output_text.delta"
      contents.texts = [
        FrameText(
          path: "delta", place: [], key: [], bytes: Array(piece.utf8),
          kind: .piece(isSource: false))
      ]
      texts.read(contents)
    }
    texts.finish()
    #expect(
      texts.takeEnded().map { String(decoding: $0.bytes, as: UTF8.self) } == ["jane@contoso.net"])
  }

  @Test func `a text that cannot be scanned proves nothing`() throws {
    let guardrail = try Judge.guardrail(adjust: { $0.match.steps = 1 })
    var side = CheckedSide(guardrail, to: .backend)
    var reader = FrameReader(guardrail.dialect)
    let frame = "{\"type\":\"response.create\",\"input\":\"joe at fabrikam, +1 312 867\"}"
    side.read(reader.read(Array(frame.utf8), from: .client).texts, from: [])
    #expect(side.findings.unscanned > 0)
    #expect(side.findings.rescanned.isEmpty && !side.findings.isClean)
  }
}
