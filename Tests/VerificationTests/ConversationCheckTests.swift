import Guardrail
import Recognizers
import Testing
import Verification

@Suite struct ConversationCheckTests {
  @Test func `what is masked, restored and held is counted by entity and path`() throws {
    let result = try Judge.check(
      [
        Judge.create("mail jane@contoso.net"),
        Judge.backend(
          "{\"type\":\"response.output_text.delta\",\"item_id\":\"m\",\"delta\":\"to <EMAIL_\"}"),
        Judge.backend(
          "{\"type\":\"response.output_text.delta\",\"item_id\":\"m\",\"delta\":\"ADDRESS_4FZZBTKY>\"}"
        ),
        Judge.backend(
          "{\"type\":\"response.output_text.done\",\"item_id\":\"m\",\"text\":\"to <EMAIL_ADDRESS_4FZZBTKY>\"}"
        ),
      ], Judge.guardrail())
    #expect(result.masked == ["EMAIL_ADDRESS": ["input": 1]])
    #expect(result.restored == ["EMAIL_ADDRESS": ["delta": 1, "text": 1]])
    #expect(result.held == ["response.output_text.delta": ["delta": 1]])
    #expect(result.mostHeldBytes == 7)
    #expect(result.comparedTexts == 1 && result.unlikeTexts.isEmpty)
    #expect(result.backend.searched == 1)
    #expect(result.isClean)
  }

  @Test func `what is refused is counted by rule and path, and its values are not masked ones`()
    throws
  {
    let result = try Judge.check(
      [
        Judge.client(
          "{\"type\":\"response.create\",\"input\":[{\"role\":\"user\",\"content\":"
            + "[{\"type\":\"input_text\",\"text\":\"jane@contoso.net\"},{\"type\":\"input_image\","
            + "\"image_url\":\"https://example.org/?of=joe@contoso.net\"}]}]}"),
        "{\"from\":\"client\",\"frame\":\"{\"}",
      ], Judge.guardrail())
    #expect(result.refused["malformed_json"] == ["": 1])
    #expect(result.refused.total == 2)
    #expect(result.masked.isEmpty)
    #expect(result.isClean)
  }

  @Test func `tokens that nobody issued are counted`() throws {
    let result = try Judge.check(
      [
        Judge.create("mail jane@contoso.net"),
        Judge.backend("{\"type\":\"error\",\"error\":{\"message\":\"<EMAIL_ADDRESS_00000000>\"}}"),
      ], Judge.guardrail())
    #expect(result.unknownTokens == 1)
  }

  @Test func `a rule that lets a value through fails`() throws {
    let result = try Judge.check(
      [Judge.create("see ticket T-123456"), Judge.create("t 123 456 again")],
      Judge.guardrail(rules: Judge.ticketRules.get()))
    #expect(result.masked == ["TICKET": ["input": 1]])
    #expect(result.backend.values == ["TICKET": ["input": 1]])
    #expect(result.backend.rescanned.isEmpty)
    #expect(!result.isClean)
  }

  @Test func `deltas of JSON source are compared with the whole of it`() throws {
    let family = "response.function_call_arguments"
    let result = try Judge.check(
      [
        Judge.delta(family + ".delta", "{\\\"a\\\":"), Judge.delta(family + ".delta", "[1]}"),
        Judge.backend(
          "{\"type\":\"\(family).done\",\"item_id\":\"m\",\"output_index\":0,\"arguments\":"
            + "\"{\\\"a\\\":[1]}\"}"),
      ], Judge.guardrail())
    #expect(result.comparedTexts == 1 && result.isClean)
  }

  @Test func `tokens that are kept are counted by why and path`() throws {
    let result = try Judge.check(
      [
        Judge.create("mail jane@contoso.net"),
        Judge.completed("see https://x.example/?q=<EMAIL_ADDRESS_4FZZBTKY>"),
      ], Judge.guardrail())
    #expect(result.kept == ["url": [Judge.said: 1]])
    #expect(result.restored.isEmpty)
  }

  @Test func `a low score and a rule that is off are doubtful and no error`() throws {
    let result = try Judge.check(
      [Judge.create("see https://example.org/a and 555 867 5309 there")], Judge.guardrail())
    #expect(result.backend.doubtful["URL"] == ["input": 1])
    #expect(result.isClean)
  }

  @Test(arguments: [Settings.OutputMasking.suppress, .stream])
  func `values of the model's own are masked, and the client's may come back`(
    masking: Settings.OutputMasking
  ) throws {
    let result = try Judge.check(
      [
        Judge.create("mail jane@contoso.net"),
        Judge.completed("<EMAIL_ADDRESS_4FZZBTKY> or joe@fabrikam.org"),
      ], Judge.guardrail(masking, own: .restore))
    #expect(result.ofModel == ["EMAIL_ADDRESS": [Judge.said: 1]])
    #expect(result.restored == ["EMAIL_ADDRESS": [Judge.said: 1]])
    // The client's value may stand only where its token was.
    #expect(result.client?.searched == 2)
    #expect(result.isClean)
  }
}
