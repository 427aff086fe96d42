import Guardrail
import Testing

@Suite struct ModelPolicyTests {
  private func talk(_ models: [String]) throws -> Talk {
    var settings = Settings()
    settings.models = models
    return try Talk(settings: settings)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let frame: String
    /// What goes on if the one model is `m"1`; nil if the frame goes on as it is.
    let sent: String?
    var testDescription: String { frame }

    init(_ frame: String, becomes sent: String? = nil) {
      self.frame = frame
      self.sent = sent
    }
  }

  /// Spellings of a key that some backend may read as `model`.
  static let spellings = [
    "model", "Model", "MODEL", "mod\\u0065l", "\\u006d\\u006F\\u0064\\u0065\\u006c", "model ",
    " model", "mo del", "model\\u00a0", "model\u{A0}",
    "model" + String(repeating: "\\u00a0", count: 200), "\\u200bmodel", "mo\u{200B}del",
    "mode\u{200D}l", "model\u{FEFF}", "\\ufeffmodel", "mo\u{AD}del", "model\\n", "model\\u0000",
    "model\u{3000}", "M\u{2060}o\u{2060}D\u{2060}e\u{2060}L", "model\u{E0020}",
    String(repeating: "\u{200B}", count: 80) + "model",
  ]

  @Test(arguments: spellings)
  func `one model is put under every key that reads as model, in every frame`(key: String) throws {
    for type in ["response.create", "response.steer", "session.update", "a.future.frame"] {
      var talk = try talk(["gpt-4o"])
      for (open, close) in [("", ""), ("\"response\":{", "}"), ("\"session\":{\"x\":[],", "}")] {
        let frame = "{\"type\":\"\(type)\",\(open)\"\(key)\" : \"other\"\(close)}"
        let expected = "{\"type\":\"\(type)\",\(open)\"\(key)\" : \"gpt-4o\"\(close)}"
        #expect(talk.send(frame) == expected, "\(type) \(open)")
      }
    }
  }

  @Test(arguments: spellings)
  func `a list of models refuses another one under every such key`(key: String) throws {
    var talk = try talk(["gpt-4o", "gpt-5"])
    for (open, close) in [("", ""), ("\"response\":{", "}"), ("\"session\":{", "}")] {
      let frame = "{\"type\":\"a.future.frame\",\(open)\"\(key)\":\"other\"\(close)}"
      #expect(talk.refusal(of: frame)?.contains("maskwire_model") == true)
      let allowed = "{\"type\":\"a.future.frame\",\(open)\"\(key)\":\"gpt-5\"\(close)}"
      #expect(talk.send(allowed) == allowed)
    }
  }

  @Test(arguments: [
    "{\"type\":\"x\",\"models\":\"o\"}", "{\"type\":\"x\",\"model_\":\"o\"}",
    "{\"type\":\"x\",\"my model\":\"o\"}", "{\"type\":\"x\",\"mode\":\"o\"}",
    "{\"type\":\"x\",\"mоdel\":\"o\"}", "{\"type\":\"x\",\"tools\":[{\"model\":\"o\"}]}",
    "{\"type\":\"x\",\"response\":[{\"model\":\"o\"}]}", "{\"type\":\"x\",\"response\":\"model\"}",
    "{\"type\":\"x\",\"other\":{\"model\":\"o\"}}",
  ])
  func `other keys and places are left alone`(frame: String) throws {
    for models in [["gpt-4o"], ["gpt-4o", "gpt-5"]] {
      var talk = try talk(models)
      #expect(talk.send(frame) == frame)
    }
  }

  @Test(arguments: [
    Case("{\"type\":\"response.create\",\"model\":\"m\\\"1\"}"),
    Case("{\"model\":\"m\\u00221\",\"type\":\"response.create\"}"),
    Case(
      "{\"type\":\"response.create\"}",
      becomes: "{\"model\":\"m\\\"1\",\"type\":\"response.create\"}"),
    Case(
      "{\"type\":\"response.create\",\"response\":{}}",
      becomes: "{\"type\":\"response.create\",\"response\":{\"model\":\"m\\\"1\"}}"),
    Case(
      "{ \"type\":\"response.create\",\"response\": { \"input\":\"hi\"}}",
      becomes:
        "{ \"type\":\"response.create\",\"response\": {\"model\":\"m\\\"1\", \"input\":\"hi\"}}"),
    Case(
      "{\"type\":\"response.create\",\"response\":null}",
      becomes: "{\"model\":\"m\\\"1\",\"type\":\"response.create\",\"response\":null}"),
    Case(
      "{\"type\":\"response.create\",\"model\":null}",
      becomes: "{\"type\":\"response.create\",\"model\":\"m\\\"1\"}"),
    Case(
      "{\"type\":\"response.create\",\"model\":{\"a\":[\"jane.roe@contoso.net\"]},\"x\":1}",
      becomes: "{\"type\":\"response.create\",\"model\":\"m\\\"1\",\"x\":1}"),
    Case(
      "{\"type\":\"response.create\",\"model\": 1e400 }",
      becomes: "{\"type\":\"response.create\",\"model\": \"m\\\"1\" }"),
    Case(
      "{\"type\":\"response.create\",\"model\":\"a\",\"Model\":\"b\",\"response\":{\"MODEL\":\"c\"}}",
      becomes:
        "{\"type\":\"response.create\",\"model\":\"m\\\"1\",\"Model\":\"m\\\"1\",\"response\":{\"MODEL\":\"m\\\"1\"}}"
    ),
    Case("{\"type\":\"response.steer\"}"), Case("{\"type\":\"session.update\"}"), Case("{}"),
  ])
  func `one model is set, and added to a create that has none`(of: Case) throws {
    var talk = try talk(["m\"1"])
    #expect(talk.send(of.frame) == of.sent ?? of.frame)
  }

  @Test func `a key named twice is refused before its model counts`() throws {
    for models in [["gpt-4o"], ["gpt-4o", "gpt-5"]] {
      var talk = try talk(models)
      for second in ["model", "mod\\u0065l"] {
        let frame = "{\"type\":\"x\",\"model\":\"gpt-4o\",\"\(second)\":\"other\"}"
        #expect(talk.refusal(of: frame)?.contains("maskwire_duplicate_key") == true)
      }
    }
  }

  @Test(arguments: [
    ("{\"type\":\"response.create\"}", "model"),
    ("{\"type\":\"response.create\",\"response\":{}}", "model"),
    ("{\"type\":\"response.create\",\"model\":\"other\"}", "model"),
    ("{\"type\":\"response.create\",\"model\":null}", "model"),
    ("{\"type\":\"response.create\",\"model\":[\"gpt-4o\"]}", "model"),
    ("{\"type\":\"response.create\",\"model\":\"GPT-4o\"}", "model"),
    ("{\"type\":\"response.create\",\"model\":\"gpt-4o \"}", "model"),
    ("{\"type\":\"response.create\",\"model\":\"gpt-4o\",\"Model\":\"other\"}", "*"),
    (
      "{\"type\":\"response.create\",\"model\":\"gpt-4o\",\"response\":{\"model\":\"other\"}}",
      "response.model"
    ),
    ("{\"type\":\"session.update\",\"session\":{\"model\":\"other\"}}", "*.*"),
  ])
  func `a list of models refuses what names none of them, by its path`(
    frame: String, path: String
  ) throws {
    var talk = try talk(["gpt-4o", "gpt-5"])
    let answer = talk.refusal(of: frame)
    let event = try JSONTree(try #require(answer))
    #expect(event.string("error.code") == "maskwire_model")
    #expect(event.string("error.param") == path)
  }

  @Test func `either model of a list passes as it was written`() throws {
    var talk = try talk(["gpt-4o", "gpt-5"])
    for model in ["gpt-4o", "gpt-5", "gpt\\u002d5"] {
      let frame = "{\"type\":\"response.create\",\"model\":\"\(model)\"}"
      #expect(talk.send(frame) == frame)
    }
  }

  @Test func `without models each frame names its own`() throws {
    var talk = try talk([])
    for frame in [
      "{\"type\":\"response.create\",\"model\":\"x\"}", "{\"type\":\"response.create\"}",
    ] {
      #expect(talk.send(frame) == frame)
    }
  }

  @Test func `the model is set beside values that are masked`() throws {
    var talk = try talk(["gpt-4o"])
    let sent = talk.send("{\"input\":\"jane.roe@contoso.net\",\"type\":\"response.create\"}")
    #expect(sent?.hasPrefix("{\"model\":\"gpt-4o\",\"input\":\"<EMAIL_ADDRESS_") == true)
  }
}
