import TestSupport
import Testing

/// Law 3: through a backend that says again what it was told, the client gets its own text back.
@Suite struct EchoLawTests {
  @Test(arguments: 0..<500)
  func `an echo of what was sent is what the client wrote`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let text = try Self.text(&random)
    let told = JSONTree.object([
      ("say", .string(text)), ("more", .array([.string(try Self.text(&random)), .null])),
    ])
    var talk = try Talk()
    let frame =
      "{\"type\":\"response.create\",\"input\":[\"\(random.spelled(text, escapes: 30))\","
      + "{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":"
      + JSONTree.string(told.text).text + "}]}"
    let passed = talk.send(frame)
    let sent = try JSONTree(try #require(passed))
    let masked = try #require(sent.string("input.0"))
    let source = try #require(sent.string("input.1.output"))

    let place = "\"item_id\":\"i\",\"output_index\":0,\"content_index\":0"
    var streamed = ""
    for piece in random.pieces(of: masked) {
      streamed += try talk.deltas(
        "{\"type\":\"response.output_text.delta\",\(place),\"delta\":\"\(random.spelled(piece, escapes: 30))\"}"
      )
    }
    let string = JSONTree.string(masked).text
    let done = try talk.last(
      "{\"type\":\"response.output_text.done\",\(place),\"text\":\(string)}", adding: &streamed)
    #expect(Self.same(streamed, text))
    #expect(Self.same(done.string("text"), text))

    var arguments = ""
    for piece in random.pieces(of: Self.respelled(source, &random)) {
      arguments += try talk.deltas(
        "{\"type\":\"response.function_call_arguments.delta\",\"item_id\":\"f\",\"delta\":"
          + JSONTree.string(piece).text + "}")
    }
    let call = try talk.last(
      "{\"type\":\"response.function_call_arguments.done\",\"item_id\":\"f\",\"arguments\":"
        + JSONTree.string(source).text + "}", adding: &arguments)
    #expect(try JSONTree(arguments) == JSONTree(told.text))
    #expect(try JSONTree(try #require(call.string("arguments"))) == JSONTree(told.text))

    let items = """
      [{"type":"message","id":"i","role":"assistant","content":[{"type":"output_text","text":\
      \(string),"annotations":[]}]},{"type":"function_call","id":"f","arguments":\
      \(JSONTree.string(source).text)},{"type":"custom_tool_call","input":\(string)},\
      {"type":"a_future_item","words":{"\(random.spelled(masked, escapes: 40))":\(string)}}]
      """
    var nothing = ""
    let end = try talk.last(
      "{\"type\":\"response.completed\",\"response\":{\"instructions\":\(string),\"output\":\(items)}}",
      adding: &nothing)
    #expect(nothing.isEmpty)
    #expect(Self.same(end.string("response.instructions"), text))
    #expect(Self.same(end.string("response.output.0.content.0.text"), text))
    #expect(Self.same(end.string("response.output.2.input"), text))
    #expect(
      try JSONTree(try #require(end.string("response.output.1.arguments"))) == JSONTree(told.text))
    #expect(end["response.output.3.words"] == .object([(text, .string(text))]))
  }

  /// Text with values in it, in which no `<` begins a token.
  private static func text(_ random: inout SeededGenerator) throws -> String {
    var text = random.filler()
    for _ in 0..<random.below(5) {
      text += "\n\n" + random.pick(try Sample.returning.get()).text + "\n\n" + random.filler()
    }
    return text
  }

  /// Brackets of tokens as other encoders write them.
  private static func respelled(_ source: String, _ random: inout SeededGenerator) -> String {
    source.replacing("<", with: random.pick(["<", "\\u003c", "\\u003C"]))
      .replacing(">", with: random.pick([">", "\\u003e", "\\u003E"]))
  }

  private static func same(_ left: String?, _ right: String) -> Bool {
    left.map { $0.unicodeScalars.elementsEqual(right.unicodeScalars) } ?? false
  }
}

extension Talk {
  /// The joined deltas that an event brings.
  fileprivate mutating func deltas(_ event: String) throws -> String {
    try answer(event).map { try JSONTree($0).string("delta") ?? "" }.joined()
  }

  /// The last event that comes for an event; the deltas before it are added to a text.
  fileprivate mutating func last(_ event: String, adding text: inout String) throws -> JSONTree {
    let events = try answer(event).map { try JSONTree($0) }
    text += events.dropLast().map { $0.string("delta") ?? "" }.joined()
    return try #require(events.last)
  }
}
