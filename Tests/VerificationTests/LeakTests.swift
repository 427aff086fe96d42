import Guardrail
import Recognizers
import Testing
import Verification

/// Conversations in which something gets through, because a rule needs words that are not there.
@Suite struct LeakTests {
  private func check(
    _ lines: [String], _ masking: Settings.OutputMasking = .off
  ) throws -> ConversationResult {
    try Judge.check(lines, Judge.guardrail(masking, rules: Judge.ticketRules.get()))
  }

  @Test func `a value of the model's own in another text`() throws {
    let result = try check(
      [
        Judge.create("hi"), Judge.completed("ticket T-204816"), Judge.completed("T 204816 again"),
      ], .stream)
    #expect(result.client?.values == ["TICKET": [Judge.said: 1]])
    #expect(!result.isClean)
  }

  @Test func `a value that the model says and the client sent before`() throws {
    let result = try check(
      [
        Judge.create("see ticket T-204816"), Judge.completed("ticket T-204816"),
        Judge.completed("T 204816 again"),
      ], .stream)
    #expect(result.client?.values == ["TICKET": [Judge.said: 1]])
  }

  @Test func `a value in base64`() throws {
    let result = try check([
      Judge.create("see ticket T-204816"), Judge.create("see b3JkZXIgVCAyMDQ4MTYgd2FzIHNoaXBwZWQ="),
    ])
    #expect(result.backend.values == ["TICKET": ["input": 1]])
  }

  @Test func `a value of another user`() throws {
    let result = try check(
      [
        Judge.of("a", Judge.create("see ticket T-204816")), Judge.of("b", Judge.create("hi")),
        Judge.of("b", Judge.completed("T 204816 again")),
      ], .stream)
    #expect(result.client?.values == ["TICKET": [Judge.said: 1]])
  }

  @Test(arguments: [
    "response.new.delta", "response.text.delta", "response.audio_transcript.delta",
    "response.output_audio_transcript.delta",
  ])
  func `a value in the deltas of an event that nobody knows`(type: String) throws {
    let result = try check(
      [
        Judge.create("hi"), Judge.delta(type, "ticket T-2"), Judge.delta(type, "04816; "),
        Judge.completed("T 204816 again"),
      ], .stream)
    #expect(result.ofModel == ["TICKET": ["*.delta: *": 1]])
    #expect(result.client?.values == ["TICKET": [Judge.said: 1]])
  }

  /// `T 204816 again, señor` in Windows-1252, and `T 204816 again` in UTF-16 with a mark and without.
  @Test(arguments: [
    "data:text/plain;base64,VCAyMDQ4MTYgYWdhaW4sIHNl8W9y",
    "data:text/plain;base64,//5UACAAMgAwADQAOAAxADYAIABhAGcAYQBpAG4A",
    "data:text/plain;charset=utf-16be;base64,AFQAIAAyADAANAA4ADEANgAgAGEAZwBhAGkAbg==",
    "data:text/plain,T%20204816%20again",
  ])
  func `a value in a file, however it is encoded`(file: String) throws {
    let result = try check([
      Judge.create("see ticket T-204816"),
      Judge.client(
        "{\"type\":\"response.create\",\"input\":[{\"type\":\"message\",\"content\":[{\"type\":"
          + "\"input_file\",\"file_data\":\"\(file)\"}]}]}"),
    ])
    #expect(result.backend.values == ["TICKET": ["input[*].content[*].file_data": 1]])
  }

  /// A guardrail that follows one stream lets the other go, with what it held.
  @Test func `text that the client gets unlike in pieces and as a whole`() throws {
    func delta(_ item: String, _ piece: String) -> String {
      Judge.delta("response.output_text.delta", piece).replacing("\"m\"", with: "\"\(item)\"")
    }
    let result = try Judge.check(
      [
        Judge.create("mail jane@contoso.net"), delta("a", "to <EMAIL_ADD"),
        delta("b", "and <EMAIL"),
        delta("a", "RESS_4FZZBTKY>"),
        Judge.backend(
          "{\"type\":\"response.output_text.done\",\"item_id\":\"a\",\"output_index\":0,"
            + "\"text\":\"to <EMAIL_ADDRESS_4FZZBTKY>\"}"),
      ], Judge.guardrail(adjust: { $0.streams = 1 }))
    #expect(result.comparedTexts == 1)
    #expect(result.unlikeTexts == ["response.output_text.delta: delta": 1])
    #expect(!result.isClean)
  }
}
