import FrameJSON
import Guardrail
import Recognizers
import Testing
import Tokens

/// Law 7: at a limit all is as ever; beyond it something that is written down happens.
@Suite struct LimitTests {
  private static let value = "jane.roe@contoso.net"

  private func settings(_ change: (inout Settings) -> Void) -> Settings {
    var settings = Settings()
    change(&settings)
    return settings
  }

  private func start(_ change: (inout Settings) -> Void) throws -> (Talk, String, String) {
    var talk = try Talk(settings: settings(change))
    let token = try talk.masked(Self.value)
    return (talk, String(token.prefix(9)), String(token.dropFirst(9)))
  }

  // MARK: Streams and lanes

  @Test(arguments: [1, 2, 5])
  func `as many streams as may be are followed at once`(count: Int) throws {
    var (talk, head, tail) = try start { $0.streams = count }
    let streams = (0..<count).map { Stream(part: $0) }
    for stream in streams { #expect(try talk.deltas(stream.delta(head)) == [""]) }
    // Events that begin no stream need no room.
    #expect(talk.answer("{\"type\":\"codex.rate_limits\"}").count == 1)
    for stream in streams { #expect(try talk.deltas(stream.delta(tail)) == [Self.value]) }
  }

  @Test func `one stream more lets the oldest go, and what was held of it out`() throws {
    var (talk, head, tail) = try start { $0.streams = 2 }
    let streams = (0..<3).map { Stream(part: $0) }
    for stream in streams[..<2] { _ = talk.answer(stream.delta(head)) }
    #expect(
      talk.answer(streams[2].delta(head)) == [streams[0].delta(head), streams[2].delta("")])
    #expect(try talk.deltas(streams[1].delta(tail)) == [Self.value])
    #expect(try talk.deltas(streams[2].delta(tail)) == [Self.value])
    #expect(try talk.deltas(streams[0].delta(tail)) == [tail])
  }

  @Test func `one event with more texts than streams may be loses nothing`() throws {
    var (talk, head, _) = try start { $0.streams = 1 }
    func event(_ a: String, _ b: String) -> String {
      "{\"type\":\"response.shell_call_output_content.delta\",\"item_id\":\"i\",\"delta\":{\"stdout\":\"\(a)\",\"stderr\":\"\(b)\"}}"
    }
    var out = talk.answer(event(head, "x\(head)"))
    out += talk.answer("{\"type\":\"response.completed\",\"response\":{}}").dropLast()
    let deltas = try out.map { try JSONTree($0) }
    #expect(deltas.compactMap { $0.string("delta.stdout") }.joined() == head)
    #expect(deltas.compactMap { $0.string("delta.stderr") }.joined() == "x\(head)")
  }

  @Test func `one lane more forgets the oldest`() throws {
    var (talk, _, _) = try start { $0.lanes = 2 }
    for lane in ["a", "b", "c"] {
      _ = talk.send("{\"type\":\"response.create\",\"stream_id\":\"\(lane)\"}")
    }
    let told = try talk.close().map { try JSONTree($0).string("stream_id") }
    #expect(told == ["b", "c"])
  }

  @Test func `a limit of no streams and no lanes is one of each`() throws {
    var (talk, head, tail) = try start {
      $0.streams = 0
      $0.lanes = 0
    }
    _ = talk.send("{\"type\":\"response.create\",\"stream_id\":\"a\"}")
    _ = talk.answer("{\"type\":\"response.created\",\"response\":{}}")
    let deltas = try talk.deltas(Stream().delta(head)) + talk.deltas(Stream().delta(tail))
    #expect([head + tail, Self.value].contains(deltas.joined()))
  }

  @Test func `what is held stays shorter than the longest token`() throws {
    var (talk, _, _) = try start { _ in }
    let longest = talk.guardrail.recognizers.entities.map(\.count).max() ?? 0
    var sent = 0
    var seen = 0
    for _ in 0..<40 {
      for character in "<EMAIL_ADDRESS_0000000000000<<" {
        sent += 1
        seen += try talk.deltas(Stream().delta(String(character))).map(\.count).reduce(0, +)
        #expect(sent - seen < longest + 26)
      }
    }
  }

  // MARK: Frames

  @Test func `a text at the limit is scanned, and one byte more is refused`() throws {
    let limit = Self.value.utf8.count + 3
    var talk = try Talk(settings: settings { $0.frame.scannedTextBytes = limit })
    func frame(_ padding: String, _ field: String = "input") -> String {
      "{\"type\":\"response.create\",\"\(field)\":\"\(padding)\(Self.value)\"}"
    }
    #expect(talk.send(frame("é "))?.contains("é <EMAIL_ADDRESS_") == true)
    #expect(talk.send(frame("\\u00e9 "))?.contains("\\u00e9 <EMAIL_ADDRESS_") == true)
    #expect(talk.send(frame("é  ")) == nil)
    #expect(talk.send(frame("\\u00e9  ")) == nil)
  }

  @Test func `ciphertext may be longer than a text that is scanned`() throws {
    var talk = try Talk(settings: settings { $0.frame.scannedTextBytes = 24 })
    let frame =
      "{\"type\":\"response.create\",\"input\":[{\"type\":\"reasoning\",\"encrypted_content\":\"\(String(repeating: "A", count: 500))\"}]}"
    #expect(talk.send(frame) == frame)
  }

  @Test func `depth, values and bytes are refused one beyond their limit`() throws {
    let frame = "{\"a\":[[1]],\"b\":2}"
    #expect(try Talk(settings: settings { $0.frame.depth = 3 }).passes(frame))
    #expect(try !Talk(settings: settings { $0.frame.depth = 2 }).passes(frame))
    #expect(try Talk(settings: settings { $0.frame.values = 5 }).passes(frame))
    #expect(try !Talk(settings: settings { $0.frame.values = 4 }).passes(frame))
    #expect(try Talk(settings: settings { $0.frame.frameBytes = frame.utf8.count }).passes(frame))
    #expect(
      try !Talk(settings: settings { $0.frame.frameBytes = frame.utf8.count - 1 }).passes(frame))
  }

  // MARK: Work

  /// Recognizers with one slow pattern.
  private static let slow = """
      - name: Slow
        supported_entity: SLOW
        patterns: [{regex: '(a+)+[^a]', score: 1}]
    """

  @Test func `a match that takes as many steps as may be is found`() throws {
    let text = "{\"x\":\"\(String(repeating: "a", count: 16))b\"}"
    var talk = try Talk(rules: .rules(Self.slow))
    #expect(talk.send(text)?.hasPrefix("{\"x\":\"<SLOW_") == true)
  }

  @Test func `a match that takes more refuses the frame, by recognizer and path`() throws {
    var talk = try Talk(rules: .rules(Self.slow))
    let reply = talk.refusal(of: "{\"x\":[\"\(String(repeating: "a", count: 64))\"]}")
    let event = try JSONTree(try #require(reply))
    #expect(event.string("error.code") == "maskwire_match_limit")
    #expect(event.string("error.message")?.contains("recognizer Slow") == true)
    #expect(event.string("error.param") == "*[0]")
  }

  @Test func `the budget is that of each frame, and grows with its bytes`() throws {
    let clock = Counter()
    // A look at the clock costs 100 ms: 2 s last for 20 looks, and each MiB for 5 more.
    var talk = try Talk { .milliseconds(100 * clock.next()) }
    let looks = "\(String(repeating: "jane.roe@contoso.net ", count: 20))"
    for _ in 0..<3 { #expect(talk.send("{\"x\":\"\(looks)\"}") != nil) }
    let long = String(repeating: looks, count: 400)
    let reply = talk.refusal(of: "{\"x\":\"\(long)\"}")
    #expect(reply?.contains("maskwire_work_budget") == true)
    #expect(talk.send("{\"x\":\"\(looks)\"}") != nil)
  }

  @Test func `a principal that holds as many values as it may is refused alone`() throws {
    var limits = MemoryVault.Limits()
    limits.valuesPerPrincipal = 1
    var talk = try Talk(vault: MemoryVault(limits: limits))
    var other = talk.again(principal: "other")
    #expect(try talk.masked(Self.value).hasPrefix("<EMAIL_ADDRESS_"))
    let second = "{\"x\":\"bob@contoso.net\"}"
    #expect(talk.refusal(of: second)?.contains("maskwire_vault_full") == true)
    #expect(try talk.masked(Self.value).hasPrefix("<EMAIL_ADDRESS_"))
    #expect(other.send(second)?.contains("<EMAIL_ADDRESS_") == true)
  }

  @Test func `the defaults are those of the design`() {
    let settings = Settings()
    #expect(settings.frame.frameBytes == 64 << 20)
    #expect(settings.frame.depth == 128)
    #expect(settings.frame.values == 1_000_000)
    #expect(settings.frame.scannedTextBytes == 16 << 20)
    #expect(settings.frame.refusesDuplicateKeys)
    #expect(settings.match.windowBytes == 16 << 10)
    #expect(settings.match.budgetPerFrame == .seconds(2))
    #expect(settings.match.budgetPerMiB == .milliseconds(500))
  }
}

extension Talk {
  fileprivate func passes(_ frame: String) -> Bool {
    var talk = self
    return talk.send(frame) == frame
  }
}
