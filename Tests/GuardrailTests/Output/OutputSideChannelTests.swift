import Guardrail
import Recognizers
import Testing

/// Where a value of the model could pass beside the text that is masked.
@Suite struct OutputSideChannelTests {
  private static let tokens =
    "[{\"token\":\"anna\",\"bytes\":[97]},{\"token\":\".lang@\"},{\"token\":\"contoso.net\"}]"

  private func start(
    _ masking: Settings.OutputMasking = .stream, rules: RecognizerSet? = nil
  ) throws -> Talk {
    var settings = Settings()
    settings.outputMasking = masking
    return try Talk(settings: settings, rules: rules)
  }

  @Test(arguments: [
    "{\"type\":\"response.new.done\",\"text\":\"anna.lang@contoso.net\",\"logprobs\":TOKENS}",
    "{\"type\":\"response.output_text.done\",\"text\":\"\",\"logprobs\":TOKENS}",
    "{\"type\":\"response.output_text.done\",\"text\":\"\",\"logprobs\":{\"content\":TOKENS}}",
    "{\"type\":\"response.output_item.done\",\"item\":{\"type\":\"new\",\"content\":[{\"logprobs\":TOKENS}]}}",
    "{\"type\":\"response.output_text.done\",\"logprobs\":[{\"token\":\"x\",\"top_logprobs\":TOKENS}]}",
  ])
  func `log probabilities tell no value`(event: String) throws {
    var talk = try start()
    let out = talk.answer(event.replacing("TOKENS", with: Self.tokens))
    #expect(out.count == 1)
    #expect(!out.joined().contains("lang"))
  }

  @Test(arguments: ["{\"a\":{\"b\":\"PIECE\"}}", "{\"text-1\":\"PIECE\"}", "[\"PIECE\"]"])
  func `a value that is cut over deltas of no stream passes in none of them`(delta: String) throws {
    var talk = try start()
    let out = ["anna.lang", "@contoso.net "].flatMap { piece in
      talk.answer(
        "{\"type\":\"response.new.delta\",\"delta\":\(delta.replacing("PIECE", with: piece))}")
    }
    #expect(out.count == 2)
    #expect(!out.joined().contains("anna") && !out.joined().contains("contoso"))
  }

  @Test func `a key of a delta event is masked whatever it holds`() throws {
    var talk = try start()
    let out = talk.answer(
      "{\"type\":\"response.output_text.delta\",\"delta\":\"x \",\"anna.lang@contoso.net\":1}")
    #expect(!out.joined().contains("anna"))
  }

  @Test func `a name that is written in escapes is a delta all the same`() throws {
    var talk = try start(.suppress)
    let delta = "{\"type\":\"response.output_text.del\\u0074a\",\"delta\":\"x\"}"
    #expect(talk.answer(delta) == [])
  }

  @Test func `what is held of an item with a masked id comes before its end`() throws {
    var talk = try start()
    let item = "\"item_id\":\"anna.lang@contoso.net\",\"output_index\":0,\"content_index\":0"
    _ = talk.answer("{\"type\":\"response.output_text.delta\",\(item),\"delta\":\"I am kenji\"}")
    let out = talk.answer(
      "{\"type\":\"response.output_text.done\",\(item),\"text\":\"I am kenji\"}")
    #expect(out.count == 2)
    #expect(out.first?.contains("kenji") == true)
  }

  @Test func `what two responses of a lane write is read as each was asked for`() throws {
    var talk = try start()
    func created(_ id: String, _ format: String) -> String {
      "{\"type\":\"response.created\",\"response\":{\"id\":\"\(id)\",\"text\":{\"format\":{\"type\":\"\(format)\"}}}}"
    }
    let source = "{\\\"card\\\":4111111111111111}"
    let masked = "{\\\"card\\\":\\\"<CREDIT_CARD>\\\"}"
    let place = "\"item_id\":\"i\",\"output_index\":0,\"content_index\":0"
    _ = talk.answer(created("r1", "json_schema"))
    let delta = talk.answer(
      "{\"type\":\"response.output_text.delta\",\(place),\"delta\":\"\(source)\"}")
    _ = talk.answer(created("r2", "text"))
    let done = talk.answer(
      "{\"type\":\"response.output_text.done\",\(place),\"text\":\"\(source)\"}")
    #expect(delta.joined().contains(masked))
    #expect(done.joined().contains(masked))
  }

  @Test(arguments: [
    (
      "response.shell_call_output_content.delta", "\"delta\":{\"stdout\":\"TEXT\"}",
      "response.output_item.done",
      "\"item\":{\"type\":\"shell_call_output\",\"output\":[{\"stdout\":\"TEXT\"}]}"
    ),
    (
      "response.reasoning_text.delta", "\"delta\":\"TEXT\"", "response.content_part.done",
      "\"part\":{\"type\":\"reasoning_text\",\"text\":\"TEXT\"}"
    ),
  ])
  func `a text that looks like JSON is the same in deltas and whole`(
    type: String, delta: String, wholeType: String, whole: String
  ) throws {
    var talk = try start()
    _ = talk.answer(
      "{\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"text\":{\"format\":{\"type\":\"json_object\"}}}}"
    )
    let text = "{\\\"card\\\":4111111111111111}"
    let masked = "{\\\"card\\\":<CREDIT_CARD>}"
    let out = talk.answer("{\"type\":\"\(type)\",\(delta.replacing("TEXT", with: text))}")
    #expect(out.joined().contains(masked))
    let end = talk.answer("{\"type\":\"\(wholeType)\",\(whole.replacing("TEXT", with: text))}")
    #expect(end.last?.contains(masked) == true)
  }

  @Test(arguments: [
    "data:foo/bar,anna.lang@contoso.net", "data:text/plain;base64,anna.lang@contoso.net",
    "data:text/plain,anna%anna.lang@contoso.net",
  ])
  func `a file that cannot be read is a text`(url: String) throws {
    var talk = try start()
    let out = talk.answer(
      "{\"type\":\"response.content_part.done\",\"part\":{\"type\":\"input_image\",\"image_url\":\"\(url)\"}}"
    )
    #expect(!out.joined().contains("lang@"))
  }

  @Test func `an id of what is not known stays unless it is a value with a check`() throws {
    var talk = try start()
    func event(_ id: String) -> String { "{\"type\":\"response.new\",\"call_id\":\"\(id)\"}" }
    #expect(talk.answer(event("3128674471")) == [event("3128674471")])
    #expect(talk.answer(event("4111111111111111")) == [event("<CREDIT_CARD>")])
  }

  @Test func `a stream that cannot be scanned is told of once, and ends closed`() throws {
    let rules = try RecognizerSet.rules(
      """
        - name: R
          supported_entity: E
          patterns:
            - {name: slow, regex: '(?:(?:q|qq)+)+z', score: 0.9}
      """)
    var talk = try start(rules: rules)
    func delta(_ text: String) -> String {
      "{\"type\":\"response.output_text.delta\",\"item_id\":\"i\",\"delta\":\"\(text)\"}"
    }
    let out = talk.answer(delta(String(repeating: "q", count: 60) + " and"))
    #expect(out.count == 2)
    #expect(out.first?.contains("maskwire_backend_frame") == true)
    #expect(out.last == delta(""))
    #expect(talk.answer(delta("more")) == [delta("")])
    #expect(talk.mostHeldBytes == 0)
  }
}
