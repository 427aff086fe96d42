import Guardrail
import Testing

@Suite struct EventRestorerStreamsTests {
  private static let value = "jane.roe@contoso.net"
  private let stream = Stream()

  /// A connection, and the token of the value in two halves.
  private func start(_ settings: Settings = Settings()) throws -> (Talk, String, String) {
    var talk = try Talk(settings: settings)
    let token = try talk.masked(Self.value)
    return (talk, String(token.prefix(9)), String(token.dropFirst(9)))
  }

  @Test func `a delta goes on at once, even if nothing of it is left`() throws {
    var (talk, head, tail) = try start()
    #expect(talk.answer(stream.delta(head)) == [stream.delta("")])
    #expect(talk.answer(stream.delta("\(tail)!")) == [stream.delta("\(Self.value)!")])
    #expect(talk.answer(stream.delta(" end")) == [stream.delta(" end")])
  }

  @Test(arguments: [
    "{\"type\":\"response.output_text.done\",\"sequence_number\":9,\"item_id\":\"i\",\"output_index\":0,\"content_index\":0,\"text\":\"x\"}",
    "{\"type\":\"response.content_part.done\",\"sequence_number\":9,\"item_id\":\"i\",\"output_index\":0,\"content_index\":0,\"part\":{}}",
    "{\"type\":\"response.output_item.done\",\"sequence_number\":9,\"output_index\":0,\"item\":{\"id\":\"i\"}}",
    "{\"type\":\"response.completed\",\"sequence_number\":9,\"response\":{}}",
    "{\"type\":\"response.incomplete\",\"sequence_number\":9,\"response\":{}}",
    "{\"type\":\"response.failed\",\"sequence_number\":9,\"response\":{}}",
    "{\"type\":\"response.created\",\"sequence_number\":9,\"response\":{}}",
    "{\"type\":\"error\",\"sequence_number\":9,\"error\":{}}",
  ])
  func `what ends a stream lets out first what was held of it, under its own number`(
    event: String
  ) throws {
    var (talk, head, _) = try start()
    let probabilities = ",\"logprobs\":[{\"token\":\"x\"}],\"obfuscation\":\"abc\""
    _ = talk.answer(stream.delta("so \(head)", number: 4, more: probabilities))
    let flushed = stream.delta(head, number: 9, more: ",\"logprobs\":[],\"obfuscation\":\"abc\"")
    #expect(talk.answer(event) == [flushed, event])
    #expect(talk.answer(event) == [event])
    #expect(talk.close().filter { $0.contains("delta") }.isEmpty)
  }

  @Test(arguments: [
    "{\"type\":\"response.output_text.done\",\"item_id\":\"i\",\"output_index\":0,\"content_index\":1,\"text\":\"x\"}",
    "{\"type\":\"response.output_text.done\",\"item_id\":\"k\",\"output_index\":0,\"content_index\":0,\"text\":\"x\"}",
    "{\"type\":\"response.output_text.done\",\"item_id\":\"i\",\"output_index\":1,\"content_index\":0,\"text\":\"x\"}",
    "{\"type\":\"response.refusal.done\",\"item_id\":\"i\",\"output_index\":0,\"content_index\":0,\"refusal\":\"x\"}",
    "{\"type\":\"response.output_item.done\",\"output_index\":1,\"item\":{\"id\":\"k\"}}",
    "{\"type\":\"response.completed\",\"stream_id\":\"other\",\"response\":{}}",
    "{\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"id\":\"i\"}}",
    "{\"type\":\"codex.rate_limits\"}", "{\"type\":\"a.future.event\"}", "{}",
  ])
  func `an event of another stream leaves it held`(event: String) throws {
    var (talk, head, tail) = try start()
    _ = talk.answer(stream.delta(head))
    #expect(talk.answer(event) == [event])
    #expect(try talk.deltas(stream.delta(tail)) == [Self.value])
  }

  @Test func `streams that end together let out what they held in the order they began`() throws {
    var (talk, head, _) = try start()
    var streams = [stream, stream, stream]
    streams[1].part = 1
    streams[2].family = "response.refusal"
    for (index, stream) in streams.enumerated() {
      _ = talk.answer(stream.delta("\(index)", number: index))
      _ = talk.answer(stream.delta(head, number: 3 + index))
    }
    let end = "{\"type\":\"response.completed\",\"sequence_number\":7,\"response\":{}}"
    #expect(talk.answer(end) == streams.map { $0.delta(head, number: 7) } + [end])
  }

  @Test func `lanes keep their streams apart`() throws {
    var (talk, head, tail) = try start()
    var other = stream
    other.lane = "lane-b"
    _ = talk.answer(stream.delta(head))
    #expect(try talk.deltas(other.delta(tail)) == [tail])
    let end = "{\"type\":\"response.completed\",\"stream_id\":\"lane-b\",\"response\":{}}"
    #expect(talk.answer(end) == [end])
    #expect(try talk.deltas(stream.delta(tail)) == [Self.value])
  }

  @Test func `an event that needs no number brings a flush without one`() throws {
    var (talk, head, _) = try start()
    _ = talk.answer(stream.delta(head))
    #expect(talk.answer(stream.done("x")) == [stream.delta(head), stream.done("x")])
  }

  // MARK: Several texts in one event

  private func output(_ delta: String) -> String {
    "{\"type\":\"response.shell_call_output_content.delta\",\"item_id\":\"i\",\"output_index\":0,\"command_index\":0,\"delta\":\(delta)}"
  }

  @Test func `two fields of a delta are two streams`() throws {
    var (talk, head, tail) = try start()
    #expect(
      talk.answer(output("{\"stdout\":\"a\(head)\",\"stderr\":\"b\(head)\"}"))
        == [output("{\"stdout\":\"a\",\"stderr\":\"b\"}")])
    #expect(
      talk.answer(output("{\"stdout\":\"\(tail)\",\"stderr\":\".\"}"))
        == [output("{\"stdout\":\"\(Self.value)\",\"stderr\":\"\(head).\"}")])
  }

  @Test func `a field of a delta is told by its name and not by its place`() throws {
    var (talk, head, tail) = try start()
    #expect(
      talk.answer(output("{\"stdout\":\"\(head)\"}")) == [output("{\"stdout\":\"\"}")])
    #expect(
      talk.answer(output("{\"stderr\":\"x\",\"stdout\":\"\(tail)\"}"))
        == [output("{\"stderr\":\"x\",\"stdout\":\"\(Self.value)\"}")])
  }

  @Test func `the flush of one field leaves the other empty`() throws {
    var (talk, head, _) = try start()
    _ = talk.answer(output("{\"stdout\":\"a\(head)\",\"stderr\":\"b\"}"))
    let done =
      "{\"type\":\"response.shell_call_output_content.done\",\"item_id\":\"i\",\"output_index\":0,\"command_index\":0,\"output\":[]}"
    #expect(talk.answer(done) == [output("{\"stdout\":\"\(head)\",\"stderr\":\"\"}"), done])
  }

  // MARK: JSON source

  /// A connection, and the token of a value that has to be escaped in source.
  private func quoting() throws -> (Talk, String) {
    var talk = try Talk(
      rules: .rules(
        """
          - name: Waves
            supported_entity: WAVES
            patterns: [{regex: '~[^~]+~', score: 1}]
        """))
    let token = try talk.masked("~a\"b\\c~")
    try #require(token.hasPrefix("<WAVES_"))
    return (talk, token)
  }

  private func created(_ format: String?) -> String {
    let text = format.map { ",\"text\":{\"format\":{\"type\":\"\($0)\"}}" } ?? ""
    return "{\"type\":\"response.created\",\"response\":{\"id\":\"r\"\(text)}}"
  }

  @Test(arguments: ["json_schema", "json_object"])
  func `text of a response that was asked for JSON is restored as JSON source`(
    format: String
  ) throws {
    var (talk, token) = try quoting()
    _ = talk.answer(created(format))
    let source = "{\"a\":\"\(token)\"}"
    let restored = "{\"a\":\"~a\\\"b\\\\c~\"}"
    #expect(
      try talk.deltas(stream.delta(source)) == [restored])
    #expect(
      try JSONTree(try #require(talk.answer(stream.done(source)).last)).string("text") == restored)
    let completed = talk.answer(
      "{\"type\":\"response.completed\",\"response\":{\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\(JSONTree.string(source).text)}]}]}}"
    )
    #expect(
      try JSONTree(try #require(completed.last)).string("response.output.0.content.0.text")
        == restored)
  }

  @Test func `text of a response that was asked for text is text`() throws {
    var (talk, token) = try quoting()
    for format in ["text", nil] {
      _ = talk.answer(created(format))
      #expect(try talk.deltas(stream.delta("{\"a\":\"\(token)\"}")) == ["{\"a\":\"~a\"b\\c~\"}"])
      _ = talk.answer(created("json_object"))
    }
  }

  // MARK: What the table does not know

  @Test func `unknown deltas are restored over their borders, and unknown done events whole`()
    throws
  {
    var (talk, head, tail) = try start()
    let future = Stream(family: "response.future_words")
    #expect(try talk.deltas(future.delta("a \(head)")) == ["a "])
    #expect(try talk.deltas(future.delta(tail)) == [Self.value])
    _ = talk.answer(future.delta(head))
    #expect(
      talk.answer(future.done("\(head)\(tail)"))
        == [future.delta(head), future.done(Self.value)])
  }

  @Test func `an unknown event is restored in every string and key`() throws {
    var (talk, head, tail) = try start()
    let token = head + tail
    let event = "{\"type\":\"a.future.event\",\"\(token)\":[{\"x\":\"a \(token)\"},\"\(token)\"]}"
    #expect(talk.answer(event) == [event.replacing(token, with: Self.value)])
  }

  @Test func `what is not JSON passes as it is`() throws {
    var (talk, head, tail) = try start()
    for frame in ["{\"a\":\"\(head)\(tail)\"", "[\"\(head)\(tail)\"]", "", "{\"a\":1,\"a\":2}"] {
      #expect(talk.answer(frame) == [frame])
    }
  }

  // MARK: The end of the backend

  @Test func `a lost backend lets out what was held and is told to every open lane`() throws {
    var (talk, head, _) = try start()
    for lane in ["", ",\"stream_id\":\"lane-a\"", ",\"stream_id\":\"lane-b\""] {
      _ = talk.send("{\"type\":\"response.create\"\(lane)}")
    }
    _ = talk.answer("{\"type\":\"response.completed\",\"stream_id\":\"lane-a\",\"response\":{}}")
    _ = talk.answer(stream.delta("a \(head)", number: 3))
    let events = talk.close(code: 1012)
    #expect(events.first == stream.delta(head, number: 3))
    let told = try events.dropFirst().map { try JSONTree($0) }
    #expect(told.map { $0.string("stream_id") } == [nil, "lane-b"])
    for event in told {
      #expect(event.string("type") == "error")
      #expect(event.number("status") == 502)
      #expect(event.string("error.type") == "server_error")
      #expect(event.string("error.code") == "upstream_closed")
      #expect(event.string("error.message")?.contains("1012") == true)
      #expect(event["error.param"] == .null)
      #expect(event["sequence_number"] == nil)
    }
    #expect(talk.close(code: 1012).isEmpty)
  }

  @Test func `a backend that closes when all is said is told to no one`() throws {
    var (talk, _, _) = try start()
    _ = talk.send("{\"type\":\"response.create\"}")
    _ = talk.answer(created(nil))
    _ = talk.answer("{\"type\":\"response.completed\",\"response\":{}}")
    #expect(talk.close().isEmpty)
  }
}
