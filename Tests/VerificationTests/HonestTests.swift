import Guardrail
import Testing

@testable import Verification

/// Conversations in which nothing gets through, although it looks so.
@Suite struct HonestTests {
  private static let modes: [Settings.OutputMasking] = [.off, .suppress, .stream]

  @Test(
    arguments: [
      // Words of tokens are no words beside a number.
      "reach +1 312 867 4471, order 3128674472", "use 5291 7034 2366 7126, order 4222222222222",
      "pay DE89370400440532013000, order 3128674472", "US 536-90-4399, order 536904388",
      // A token has fewer words than its value.
      "SSN on file, phone 312-867-4471, ref 536904388",
      // A part of a longer number, and digits of an address without its dots.
      "ssn 536-90-4399, order 999536904399111", "host 192.168.110.10 then 19216811010 rows",
      "call +1 312 867 4471; ref 41; 3128674471867",
    ], modes)
  func `values beside numbers`(text: String, masking: Settings.OutputMasking) throws {
    let guardrail = try Judge.guardrail(masking)
    let asked = try Judge.check([Judge.create(text)], guardrail)
    #expect(!asked.masked.isEmpty && asked.isClean)
    let said = try Judge.check(
      [Judge.create("hi"), Judge.completed(text)], Judge.guardrail(masking))
    #expect(said.ofModel.isEmpty == (masking == .off))
    #expect(said.isClean)
  }

  @Test(arguments: ["assistant", "completed"])
  func `a value that is a word of the API`(word: String) throws {
    let result = try Judge.check(
      [
        Judge.create("hi"),
        Judge.completed(
          "DB_PASSWORD=\\\"\(word)\\\"", ",\"status\":\"completed\",\"role\":\"assistant\""),
      ], Judge.guardrail(.stream))
    #expect(result.ofModel == ["PASSWORD": [Judge.said: 1]])
    #expect(result.isClean)
  }

  @Test(arguments: [Settings.OwnValues.mask, .restore])
  func `own values that stand side by side and in JSON`(own: Settings.OwnValues) throws {
    let arguments =
      "{\\\"a\\\":[\\\"<EMAIL_ADDRESS_4FZZBTKY>\\\"],\\\"<EMAIL_ADDRESS_4FZZBTKY>\\\":1}"
    let result = try Judge.check(
      [
        Judge.create("jane@contoso.net"),
        Judge.completed(
          "<EMAIL_ADDRESS_4FZZBTKY><EMAIL_ADDRESS_4FZZBTKY>, joe@fabrikam.org, "
            + "email_address_4fzzbtky or `<email_address_4fzzbtky>`"),
        Judge.backend(
          "{\"type\":\"response.function_call_arguments.done\",\"item_id\":\"f\",\"arguments\":"
            + "\"\(arguments)\"}"),
      ], Judge.guardrail(.stream, own: own))
    #expect(result.ofModel == ["EMAIL_ADDRESS": [Judge.said: 1]])
    #expect(result.isClean)
  }

  @Test func `a refused frame may come back as it was sent`() throws {
    let result = try Judge.check(
      [
        Judge.create("jane@contoso.net"),
        Judge.client(
          "{\"type\":\"response.steer\",\"previous_response_id\":\"r\",\"input\":[{\"role\":\"user\","
            + "\"content\":[{\"type\":\"input_text\",\"text\":\"jane@contoso.net\"},{\"type\":"
            + "\"input_image\",\"image_url\":\"https://e.org/?q=jane@contoso.net\"}]}]}"),
      ], Judge.guardrail(.stream))
    #expect(result.refused == ["url_finding": ["": 1]])
    #expect(result.isClean)
  }

  @Test func `what was held goes out in a copy of an event that nobody knows`() throws {
    let event = "\"item_id\":\"m\",\"note\":\"<EMAIL_ADDRESS_4FZZBTKY>\",\"delta\":"
    let result = try Judge.check(
      [
        Judge.create("jane@contoso.net"),
        Judge.backend(
          "{\"type\":\"x.of.joe@fabrikam.org.delta\",\(event)\"to <EMAIL_ADDRESS_4FZ\"}"),
        Judge.backend("{\"type\":\"x.of.joe@fabrikam.org.delta\",\(event)\"ZBTKY>, or joe@fab\"}"),
        Judge.completed("done"),
      ], Judge.guardrail(.stream))
    #expect(result.held["*.delta"] == ["*": 2])
    #expect(result.isClean)
  }
}
