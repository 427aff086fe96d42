import Guardrail
import Recognizers
import Testing

@testable import Verification

/// What is printed of a result.
@Suite struct ReportTests {
  private func summary(_ results: [ConversationResult], isRead: Bool = true) -> String {
    var summary = VerifySummary()
    for result in results { summary.add(result, .none, isRead: isRead) }
    return summary.text
  }

  @Test func `what is allowed is neither doubtful nor found again`() throws {
    let result = try Judge.check(
      [Judge.create("jane@contoso.net, https://example.org/a")],
      Judge.guardrail(adjust: { $0.actions = ["EMAIL_ADDRESS": .allow] }))
    #expect(result.backend.allowed == ["EMAIL_ADDRESS": ["input": 1]])
    #expect(result.backend.doubtful == ["URL": ["input": 1]])
    #expect(result.isClean)
    #expect(
      result.text("a", .none).contains("  allowed to the backend: EMAIL_ADDRESS 1 (input 1)\n"))
    #expect(result.json("a", .none).contains("\"allowed\":{\"EMAIL_ADDRESS\":{\"input\":1}}"))
    #expect(
      summary([result]).hasPrefix(
        "1 conversation, nothing got through but what is allowed: EMAIL_ADDRESS 1; doubtful"))
  }

  @Test func `names that the protocol does not know are not printed`() throws {
    for masking in [Settings.OutputMasking.off, .stream] {
      let type = "kenji@fabrikam.org.delta"
      let result = try Judge.check(
        [
          Judge.create("jane@contoso.net"), Judge.delta(type, "to <EMAIL_ADD"),
          Judge.delta(type, "RESS_4FZZBTKY> or joe@fab"),
          Judge.delta(type, "rikam.org"),
        ], Judge.guardrail(masking))
      #expect(result.held["*.delta"] != nil)
      for text in [result.text("a", .none), result.json("a", .none)] {
        #expect(!text.contains("kenji") && !text.contains("joe"))
      }
    }
  }

  @Test func `an empty conversation is nothing to check`() {
    let empty = ConversationResult()
    #expect(empty.text("a", .none).hasPrefix("a: nothing to check, 0 lines in, 0 out\n"))
    #expect(summary([empty]) == "1 conversation, nothing to check\n")
  }

  @Test func `what could not be read is no proof`() throws {
    let result = try Judge.check([Judge.create("hi")], Judge.guardrail())
    #expect(summary([result], isRead: false) == "1 conversation, 1 not read to the end\n")
    #expect(
      result.text("a", .none, fault: "read up to line 2").hasPrefix(
        "a: not read, 1 line in, 1 out\n  read up to line 2\n"))
    #expect(
      result.json("a", .none, fault: (2, "why")).contains(
        "\"ok\":false,\"error\":{\"line\":2,\"message\":\"why\"}"))
  }

  @Test func `what is expected and missing fails`() throws {
    let result = try Judge.check([Judge.create("hi")], Judge.guardrail())
    #expect(result.text("a", .none).contains("  no expected transcript\n"))
    #expect(result.text("a", .missing).hasPrefix("a: FAILED"))
    #expect(result.text("a", .notWritten).contains("not written, because something got through"))
    #expect(Expectation.missing.isFailure && !Expectation.none.isFailure)
  }

  @Test func `one is counted as one`() {
    #expect(1.counted("line") == "1 line" && 0.counted("line") == "0 lines")
  }
}
