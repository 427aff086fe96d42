import FrameJSON
import Guardrail
import Recognizers
import TestSupport
import Testing
import Tokens

/// Law 6: what is refused is told by rule and place, and never by value.
@Suite struct RefusalTests {
  /// A frame with values in keys and values that breaks one rule, and how it is told.
  struct Case: Sendable, CustomTestStringConvertible {
    let rule: String
    let param: String?
    var settings = Settings()
    var rules: String?
    var clock: Clock = .still
    var values = 200_000
    /// The members of the frame behind its type.
    let members: String
    /// Whether the frame can be read, so that the reply names its lane.
    var isReadable = true

    var testDescription: String { rule }
  }

  enum Clock: Sendable {
    case still
    /// Each look at it is two minutes later.
    case fast
  }

  private static let value = "jane.roe@contoso.net"
  private static let secret = "260-72-6047"

  private static func settings(_ change: (inout Settings) -> Void) -> Settings {
    var settings = Settings()
    change(&settings)
    return settings
  }

  static let cases = [
    Case(rule: "malformed_json", param: nil, members: "\"input\":\"\(value)\",", isReadable: false),
    Case(
      rule: "duplicate_key", param: nil,
      members: "\"\(value)\":\"\(secret)\",\"\(value)\":1", isReadable: false),
    Case(
      rule: "too_deep", param: nil, settings: settings { $0.frame.depth = 4 },
      members: "\"input\":{\"\(value)\":[[[\"\(value)\"]]]}", isReadable: false),
    Case(
      rule: "frame_too_large", param: nil, settings: settings { $0.frame.frameBytes = 60 },
      members: "\"input\":\"\(value) \(value)\"", isReadable: false),
    Case(
      rule: "too_many_values", param: nil, settings: settings { $0.frame.values = 4 },
      members: "\"\(value)\":[1,2,\"\(value)\"]", isReadable: false),
    Case(
      rule: "text_too_long", param: "input[0].content",
      settings: settings { $0.frame.scannedTextBytes = 24 },
      members: "\"input\":[{\"content\":\"\(value) \(value)\"}]"),
    Case(
      rule: "text_too_long", param: "metadata.*",
      settings: settings { $0.frame.scannedTextBytes = 24 },
      members: "\"metadata\":{\"\(value)\":\"\(value) \(value)\"}"),
    Case(
      rule: "work_budget", param: "input[1]", clock: .fast,
      members: "\"input\":[\"\(value)\",\"\(String(repeating: "\(value) ", count: 1200))\"]"),
    Case(
      rule: "match_limit", param: "*.*[0].*", settings: settings { $0.match.steps = 1_000 },
      rules: slow,
      members: "\"\(value)\":{\"\(value)\":[{\"x\":\"\(String(repeating: "a", count: 64))\"}]}"),
    Case(
      rule: "blocked_us_ssn", param: "input[0].arguments", rules: blocking,
      members:
        "\"input\":[{\"type\":\"function_call\",\"arguments\":\"{\\\"\(value)\\\":\\\"\(secret)\\\"}\"}]"
    ),
    Case(
      rule: "blocked_us_ssn", param: "metadata.*", rules: blocking,
      members: "\"metadata\":{\"\(secret)\":\"\(value)\"}"),
    Case(
      rule: "vault_full", param: "input", values: 0,
      members: "\"input\":\"mail \(value)\""),
    Case(
      rule: "model", param: "response.model", settings: settings { $0.models = ["a", "b"] },
      members: "\"response\":{\"model\":\"\(value)\"}"),
  ]

  private static let slow = """
      - name: Slow
        supported_entity: SLOW
        patterns: [{regex: '(a+)+[^a]', score: 1}]
    """
  private static let blocking = """
      - name: Number
        supported_entity: US_SSN
        action: block
        patterns: [{regex: '\\d{3}-\\d{2}-\\d{4}', score: 1}]
    """

  private func talk(_ of: Case) throws -> Talk {
    var limits = MemoryVault.Limits()
    limits.valuesPerPrincipal = of.values
    let time = Counter()
    var rules: RecognizerSet?
    if let yaml = of.rules { rules = try RecognizerSet.rules(yaml) }
    let isStill = of.clock == .still
    return try Talk(
      settings: of.settings, rules: rules, vault: MemoryVault(limits: limits)
    ) { isStill ? .zero : .seconds(120 * time.next()) }
  }

  @Test(arguments: cases)
  func `a refused frame is answered with its rule and place, and no value`(of: Case) throws {
    var talk = try talk(of)
    let frame = "{\"type\":\"response.create\",\"stream_id\":\"lane-1\",\(of.members)}"
    let answer = talk.refusal(of: frame)
    let reply = try #require(answer)
    #expect(!reply.contains(Self.value) && !reply.contains(Self.secret))
    let event = try JSONTree(reply)
    #expect(event.string("type") == "error")
    #expect(event.number("status") == 400)
    #expect(event.string("error.type") == "invalid_request_error")
    #expect(event.string("error.code") == "maskwire_\(of.rule)")
    #expect(event.string("error.message")?.hasPrefix("\(of.rule): ") == true)
    #expect(event["error.param"] == of.param.map { .string($0) } ?? .null)
    #expect(event.string("stream_id") == (of.isReadable ? "lane-1" : nil))
    #expect(event["sequence_number"] == nil)
    let namesItem = of.param?.hasPrefix("input[") == true
    #expect(
      event.string("error.message")?.contains("Every frame that holds this input item") == namesItem
    )
  }

  @Test(arguments: cases)
  func `the connection goes on behind a refused frame`(of: Case) throws {
    var talk = try talk(of)
    _ = talk.refusal(of: "{\"type\":\"response.create\",\(of.members)}")
    #expect(talk.send("{\"type\":\"response.processed\"}") == "{\"type\":\"response.processed\"}")
  }

  @Test(arguments: cases)
  func `a refused steer fails with its own input and ids, and without an error`(of: Case) throws {
    var talk = try talk(of)
    let frame = "{\"type\":\"response.steer\",\"stream_id\":\"lane-1\",\(of.members)}"
    let answer = talk.refusal(of: frame)
    let reply = try #require(answer)
    let event = try JSONTree(reply)
    guard of.isReadable else {
      #expect(event.string("type") == "error")
      return
    }
    #expect(event.string("type") == "response.steer.failed")
    #expect(event.string("error.code") == "maskwire_\(of.rule)")
    #expect(event["steer.input"] == (try JSONTree(frame))["input"])
    #expect(event.string("stream_id") == "lane-1")
    // Only its own input goes back to its sender: no value is told anywhere else.
    let message = try #require(event["error"]).text
    #expect(!message.contains(Self.value) && !message.contains(Self.secret))
  }

  @Test func `a steer goes back byte for byte`() throws {
    let input =
      "[ {\"content\" :\"\\u0032\(Self.secret.dropFirst()) \\ud83d\\ude00\", \"n\":1e400} ]"
    var talk = try Talk(rules: try .rules(Self.blocking))
    let reply = talk.refusal(
      of: "{\"type\":\"response.steer\",\"previous_response_id\":\"r\\u0031\",\"input\":\(input)}")
    #expect(reply?.contains(",\"input\":\(input)}") == true)
    #expect(reply?.contains("\"steer\":{\"previous_response_id\":\"r\\u0031\"") == true)
  }

  @Test func `a lane under response is named in the reply as it was written`() throws {
    var talk = try Talk(rules: try .rules(Self.blocking))
    let reply = talk.refusal(
      of:
        "{\"type\":\"response.create\",\"response\":{\"stream_id\":\"l\\u0061\\\"\",\"input\":\"\(Self.secret)\"}}"
    )
    #expect(reply?.hasSuffix(",\"stream_id\":\"l\\u0061\\\"\"}") == true)
  }

  @Test(arguments: ["[\"jane.roe@contoso.net\"]", "\"jane.roe@contoso.net\"", "17", "null"])
  func `what is no object is refused`(frame: String) throws {
    var talk = try Talk()
    let answer = talk.refusal(of: frame)
    let event = try JSONTree(try #require(answer))
    #expect(event.string("error.code") == "maskwire_not_an_object")
  }

  @Test func `bytes that are no UTF-8 and binary frames are refused`() throws {
    var talk = try Talk()
    let frame = Array("{\"a\":\"jane.roe@contoso.net ".utf8) + [0xFF] + Array("\"}".utf8)
    guard case .refuse(let reply) = talk.receive(client: frame).frame else {
      Issue.record("the frame is not refused")
      return
    }
    let text = String(decoding: reply, as: UTF8.self)
    #expect(try JSONTree(text).string("error.code") == "maskwire_invalid_utf8")
    #expect(!text.contains("jane"))
    guard case .refuse(let binary) = talk.receiveBinary().frame else {
      Issue.record("the binary frame is not refused")
      return
    }
    #expect(
      try JSONTree(String(decoding: binary, as: UTF8.self)).string("error.code")
        == "maskwire_binary_frame")
  }

  @Test(arguments: 0..<500)
  func `no reply and no report of a random frame holds a value or a key of the caller`(
    seed: Int
  ) throws {
    var random = SeededGenerator(seed: seed)
    let frame = FrameWriter.frame(seed: seed, samples: try Sample.all.get(), values: 1)
    var settings = Settings()
    switch random.below(4) {
    case 0: settings.frame.depth = 3 + random.below(3)
    case 1: settings.frame.values = 5 + random.below(40)
    case 2: settings.frame.scannedTextBytes = 10 + random.below(60)
    default: settings.models = ["a", "b"]
    }
    var limits = MemoryVault.Limits()
    limits.valuesPerPrincipal = random.below(3)
    var talk = try Talk(settings: settings, vault: MemoryVault(limits: limits))
    if let reply = talk.refusal(of: frame.text), !reply.contains("response.steer.failed") {
      for sample in frame.samples { #expect(!reply.contains(sample.value)) }
      #expect(!reply.contains("x-note") && !reply.contains("größe"))
    }
    settings.isReportOnly = true
    var reporting = try Talk(settings: settings)
    #expect(reporting.receive(client: Array(frame.text.utf8)) == .forward)
    let report = reporting.workspace.report
    #expect(report.frames == 1)
    for sample in frame.samples { #expect(!report.json.contains(sample.value)) }
    #expect(!report.json.contains("x-note") && !report.json.contains("größe"))
  }
}
