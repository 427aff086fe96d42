import Guardrail
import Recognizers
import Testing
import Tokens

@Suite struct FrameMaskerTests {
  private static let value = "jane.roe@contoso.net"
  private static let card = "4111111111111111"

  private func sent(_ frame: String, _ rules: RecognizerSet? = nil) throws -> JSONTree {
    var talk = try Talk(rules: rules)
    let sent = talk.send(frame)
    return try JSONTree(try #require(sent))
  }

  // MARK: Slots

  @Test(arguments: ["user", "safety_identifier", "prompt_cache_key"])
  func `a name of a user stays within 64 characters`(field: String) throws {
    for padding in ["", "u-", String(repeating: "x", count: 38) + " "] {
      let text = padding + Self.value
      let masked = try sent("{\"type\":\"response.create\",\"\(field)\":\"\(text)\"}").string(field)
      let name = try #require(masked)
      #expect(name.count <= 64)
      #expect(!name.contains(Self.value))
      #expect(name.hasSuffix(">"))
    }
  }

  @Test func `a name that becomes one token comes back whole`() throws {
    var talk = try Talk()
    let text = String(repeating: "x", count: 38) + " " + Self.value
    let frame = "{\"type\":\"response.create\",\"user\":\"\(text)\"}"
    let answer = talk.send(frame)
    let sent = try JSONTree(try #require(answer))
    let token = try #require(sent.string("user"))
    #expect(talk.answer("{\"x\":\"\(token)\"}") == ["{\"x\":\"\(text)\"}"])
  }

  @Test func `a value that is allowed does not shield another one in a long name`() throws {
    let rules = try RecognizerSet.rules(
      """
        - name: Allowed
          supported_entity: ALLOWED
          action: allow
          patterns: [{regex: 'a{30}', score: 1}]
        - name: Number
          supported_entity: NUMBER
          patterns: [{regex: '\\d{20}', score: 1}]
      """)
    let text = String(repeating: "a", count: 30) + "-12345678901234567890-" + "bbbbbbbbbbbbbbbbbbbb"
    let masked = try sent("{\"type\":\"response.create\",\"user\":\"\(text)\"}", rules).string(
      "user")
    #expect(masked?.contains("12345678901234567890") == false)
  }

  @Test func `a blocked value is refused in a long name too`() throws {
    var talk = try Talk(
      rules: .rules(
        """
          - name: First
            supported_entity: FIRST
            patterns: [{regex: 'a{30}', score: 1}]
          - name: Number
            supported_entity: NUMBER
            action: block
            patterns: [{regex: '\\d{20}', score: 1}]
        """))
    let text = String(repeating: "a", count: 30) + "-12345678901234567890-" + "bbbbbbbbbbbbbbbbbbbb"
    let frame = "{\"type\":\"response.create\",\"user\":\"\(text)\"}"
    #expect(talk.refusal(of: frame)?.contains("maskwire_blocked_number") == true)
  }

  @Test(arguments: [
    "Authorization", "authorization", "PROXY-AUTHORIZATION", "Cookie", "apikey", "Api_Key",
    "X-Api-Key", "x-access-token", "X-Client-Secret", "X-Hub-Signature", "X-Signature-256",
    "X-Custom-Auth",
  ])
  func `a header with a credential passes`(name: String) throws {
    let secret = "sk-0123456789abcdef0123456789abcdef \(Self.value)"
    let frame =
      "{\"type\":\"response.create\",\"tools\":[{\"type\":\"mcp\",\"headers\":{\"\(name)\":\"\(secret)\"}}]}"
    var talk = try Talk()
    #expect(talk.send(frame) == frame)
  }

  @Test func `another header is text, in which secrets pass`() throws {
    let secret = "sk-0123456789abcdef0123456789abcdef"
    let tree = try sent(
      "{\"type\":\"response.create\",\"tools\":[{\"type\":\"mcp\",\"headers\":{\"X-User\":\"\(secret) \(Self.value)\"}}]}"
    )
    let header = try #require(tree.string("tools.0.headers.X-User"))
    #expect(header.hasPrefix("\(secret) <EMAIL_ADDRESS_"))
  }

  @Test func `a structural value outside of its class is text`() throws {
    let tree = try sent(
      "{\"type\":\"response.create\",\"previous_response_id\":\"\(Self.value)\",\"input\":[{\"type\":\"function_call\",\"call_id\":\"call \(Self.value)\",\"name\":\"a_b-1\"}]}"
    )
    #expect(tree.string("previous_response_id")?.hasPrefix("<EMAIL_ADDRESS_") == true)
    #expect(tree.string("input.0.call_id")?.hasPrefix("call <EMAIL_ADDRESS_") == true)
    #expect(tree.string("input.0.name") == "a_b-1")
  }

  @Test func `an id of an unknown frame is masked only if a validated finding fills it`() throws {
    let tree = try sent(
      "{\"type\":\"a.frame\",\"x\":{\"user_id\":\"\(Self.card)\",\"id\":\"a-\(Self.card)\",\"role\":\"8.8.4.4\",\"type\":\"\(Self.value)\"}}"
    )
    #expect(tree.string("x.user_id")?.hasPrefix("<CREDIT_CARD_") == true)
    #expect(tree.string("x.id") == "a-\(Self.card)")
    #expect(tree.string("x.role") == "8.8.4.4")
    #expect(tree.string("x.type")?.hasPrefix("<EMAIL_ADDRESS_") == true)
  }

  @Test func `ciphertext passes, and an object in its place is text`() throws {
    let tree = try sent(
      "{\"type\":\"response.create\",\"input\":[{\"type\":\"reasoning\",\"encrypted_content\":\"\(Self.value)\"},{\"type\":\"reasoning\",\"encrypted_content\":{\"a\":\"\(Self.value)\"}}]}"
    )
    #expect(tree.string("input.0.encrypted_content") == Self.value)
    #expect(tree.string("input.1.encrypted_content.a")?.hasPrefix("<EMAIL_ADDRESS_") == true)
  }

  // MARK: JSON source

  @Test func `the key of JSON source is context, however it is escaped`() throws {
    // Python's json escapes every character outside ASCII.
    for key in ["homePhone", "home\\u0050hone", "电话", "\\u7535\\u8bdd"] {
      let source = JSONTree.string("{\"\(key)\": \"6175550134\"}").text
      let tree = try sent(
        "{\"type\":\"response.create\",\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\(source)}]}"
      )
      #expect(tree.string("input.0.output")?.contains("<PHONE_NUMBER_") == true, "\(key)")
    }
  }

  @Test func `the key of a number is context, however it is escaped`() throws {
    for key in ["电话", "\\u7535\\u8bdd"] {
      let source = JSONTree.string("{\"\(key)\": 13800138001}").text
      let tree = try sent(
        "{\"type\":\"response.create\",\"metadata\":{\"\(key)\":13800138001},\"input\":[{\"type\":\"function_call\",\"arguments\":\(source)}]}"
      )
      #expect(tree.string("metadata.电话")?.hasPrefix("<PHONE_NUMBER_") == true)
      #expect(tree.string("input.0.arguments")?.contains("<PHONE_NUMBER_") == true, "\(key)")
    }
  }

  @Test(arguments: [
    "{\"a\": \"x\", \"a\": \"jane.roe@contoso.net\"}", "{\"a\": \"jane.roe@contoso.net\"",
    "[\"jane.roe@contoso.net\"] and", "{'a': 'jane.roe@contoso.net'}",
  ])
  func `what is no JSON is text`(output: String) throws {
    for (type, field) in [("function_call", "arguments"), ("function_call_output", "output")] {
      let tree = try sent(
        "{\"type\":\"response.create\",\"input\":[{\"type\":\"\(type)\",\"\(field)\":\(JSONTree.string(output).text)}]}"
      )
      let parts = output.split(separator: Self.value)
      let masked = try #require(tree.string("input.0.\(field)"))
      #expect(masked.hasPrefix(parts[0] + "<EMAIL_ADDRESS_") && masked.hasSuffix(">" + parts[1]))
    }
  }

  // MARK: Log probabilities

  private func message(_ text: String, _ tokens: [String]) -> String {
    let list = tokens.map { "{\"token\":\"\($0)\",\"logprob\":-0.5,\"top_logprobs\":[]}" }
    return
      "{\"type\":\"response.create\",\"input\":[{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"logprobs\":[\(list.joined(separator: ","))],\"type\":\"output_text\",\"text\":\"\(text)\"}]}]}"
  }

  @Test func `log probabilities are emptied where the text changes, or where they spell a value`()
    throws
  {
    for (text, tokens) in [
      (Self.value, ["jane", "."]), ("hello", ["jane", ".roe", "@contoso", ".net"]),
    ] {
      let tree = try sent(message(text, tokens))
      #expect(tree["input.0.content.0.logprobs"] == .array([]))
    }
    let harmless = message("hello", ["hel", "lo"])
    var talk = try Talk()
    #expect(talk.send(harmless) == harmless)
  }

  // MARK: Actions

  private static let actions = """
      - {name: A, supported_entity: A, action: allow, patterns: [{regex: 'aa\\d', score: 1}]}
      - {name: B, supported_entity: B, action: block, patterns: [{regex: 'bb\\d', score: 1}]}
      - {name: C, supported_entity: C, action: redact, patterns: [{regex: 'cc\\d', score: 1}]}
      - {name: D, supported_entity: D, action: tokenize, patterns: [{regex: 'dd\\d', score: 1}]}
    """

  @Test func `each value gets the action of its rule`() throws {
    let tree = try sent("{\"x\":\"aa1 cc2 dd3.\",\"cc4\":1}", .rules(Self.actions))
    let text = try #require(tree.string("x"))
    #expect(text.hasPrefix("aa1 <C> <D_") && text.hasSuffix(">."))
    // A key keeps a name of its own, or two of them would become one.
    guard case .object(let members) = tree else { throw Unexpected() }
    #expect(members.contains { $0.0.hasPrefix("<C_") })
    var talk = try Talk(rules: .rules(Self.actions))
    #expect(talk.refusal(of: "{\"x\":\"aa1 bb2\"}")?.contains("maskwire_blocked_b\"") == true)
    #expect(talk.refusal(of: "{\"bb2\":1}")?.contains("\"param\":\"*\"") == true)
  }

  // MARK: Conversations

  @Test func `two connections of a principal name alike, but restore only their own`() throws {
    var talk = try Talk()
    let token = try talk.masked(Self.value)
    var second = talk.again()
    var stranger = talk.again(principal: "stranger")
    let event = "{\"x\":\"\(token)\"}"
    #expect(second.answer(event) == [event])
    #expect(try second.masked(Self.value) == token)
    #expect(second.answer(event) == ["{\"x\":\"\(Self.value)\"}"])
    #expect(try stranger.masked(Self.value) != token)
    #expect(stranger.answer(event) == [event])
  }

  @Test func `a token of every entity is restored whole and cut anywhere`() throws {
    for sample in try Sample.returning.get() {
      var talk = try Talk()
      let token = try talk.token(for: sample)
      for place in 1..<token.count {
        let pieces = [String(token.prefix(place)), String(token.dropFirst(place))]
        var text = ""
        for piece in pieces { text += try talk.deltas(Stream().delta(piece)).joined() }
        #expect(text == sample.value, "\(sample.entity) cut at \(place)")
      }
    }
  }

  // MARK: The report

  @Test func `a report counts by entity and path, and changes nothing`() throws {
    var settings = Settings()
    settings.isReportOnly = true
    settings.models = ["one"]
    var talk = try Talk(settings: settings)
    let frame =
      "{\"type\":\"response.create\",\"model\":\"two\",\"input\":[\"\(Self.value) \(Self.value)\",\"\(Self.value)\"],\"metadata\":{\"\(Self.value)\":\"\(Self.card)\"}}"
    #expect(talk.send(frame) == frame)
    #expect(talk.send("{\"broken") == "{\"broken")
    #expect(talk.receiveBinary() == .forward)
    #expect(!talk.isText(Array("{}".utf8)))
    let report = talk.workspace.report
    #expect(report.frames == 3)
    #expect(
      report.findings == [
        "CREDIT_CARD": ["metadata.*": 1], "EMAIL_ADDRESS": ["input[*]": 3, "metadata.*": 1],
      ])
    #expect(report.refusals == ["binary_frame": 1, "malformed_json": 1])
    #expect(talk.close().isEmpty)
  }
}
