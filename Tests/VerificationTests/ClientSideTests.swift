import Guardrail
import Testing
import Tokens
import Transcripts

@testable import Verification

/// Lines to the client that are made by hand, beside what the backend said.
@Suite struct ClientSideTests {
  private static let jane = Array("jane@contoso.net".utf8)
  private static let token = TokenName(bytes: Array("EMAIL_ADDRESS_4FZZBTKY".utf8))

  private func judged(
    sent: String, got: String, restoring issued: [TokenName: [UInt8]] = [:],
    values: [(String, String)] = []
  ) throws -> SideFindings {
    let guardrail = try Judge.guardrail(.stream)
    var reader = FrameReader(guardrail.dialect)
    var checked = CheckedSide(guardrail, to: .client)
    func texts(_ text: String) -> [FrameText] {
      let frame = "{\"type\":\"response.output_text.done\",\"text\":\"\(text)\"}"
      return reader.read(Array(frame.utf8), from: .backend).texts
    }
    checked.read(texts(got), from: texts(sent), issued: issued)
    var search = ValueSearch()
    for (entity, value) in values {
      search.add(ValueSearch.Value(entity: entity, bytes: Array(value.utf8)))
    }
    checked.finish(search)
    return checked.findings
  }

  @Test func `what the model says and the client gets is found again`() throws {
    let findings = try judged(sent: "ask joe@fabrikam.org", got: "ask joe@fabrikam.org")
    #expect(findings.rescanned == ["EMAIL_ADDRESS": ["text": 1]])
  }

  @Test func `what neither the backend said nor a token stood for is found again`() throws {
    let findings = try judged(sent: "ask her", got: "ask jane@contoso.net")
    #expect(findings.rescanned == ["EMAIL_ADDRESS": ["text": 1]])
  }

  @Test func `a value may stand as often as its token was restored`() throws {
    let issued = [Self.token: Self.jane]
    let sent = "ask <EMAIL_ADDRESS_4FZZBTKY> and <email_address_4fzzbtky>"
    let twice = "ask jane@contoso.net and jane@contoso.net"
    let values = [("EMAIL_ADDRESS", "jane@contoso.net")]
    #expect(try judged(sent: sent, got: twice, restoring: issued, values: values).isClean)
    let more = try judged(
      sent: sent, got: twice + " or jane@contoso.net", restoring: issued, values: values)
    #expect(more.rescanned == ["EMAIL_ADDRESS": ["text": 1]])
    #expect(more.values == ["EMAIL_ADDRESS": ["text": 1]])
  }

  @Test func `a token that stayed one restores nothing`() throws {
    let findings = try judged(
      sent: "<EMAIL_ADDRESS_4FZZBTKY>, jane at contoso net",
      got: "<EMAIL_ADDRESS_4FZZBTKY>, jane@contoso.net", restoring: [Self.token: Self.jane])
    #expect(findings.rescanned.total == 1)
  }

  @Test func `a token of another principal restores nothing`() throws {
    let findings = try judged(sent: "<EMAIL_ADDRESS_4FZZBTKY>", got: "jane@contoso.net")
    #expect(findings.rescanned.total == 1)
  }
}
