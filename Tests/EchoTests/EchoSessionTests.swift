import Echo
import Testing

/// What a connection answers.
@Suite struct EchoSessionTests {
  @Test func answersWithTheText() throws {
    var talk = Talk()
    let text = "said \"so\"\nto e\u{301}tude \u{1F469}\u{200D}\u{1F52C}"
    let frames = try talk.ask(text)
    #expect(frames.first?.type == "response.created")
    #expect(frames.last?.type == "response.completed")
    #expect(frames.joined("output_text") == text)
    #expect(frames.ended.output.first?.text == text)
    #expect(frames.ended["model"] as? String == "gpt-5.1")
    #expect(frames.ended["created_at"] as? Int == 1_764_000_000)
    #expect(frames.compactMap { $0["sequence_number"] as? Int } == Array(0..<frames.count))
  }

  @Test func answersEveryFormOfInput() throws {
    let output: Object = ["type": "function_call_output", "call_id": "call_1", "output": "four"]
    let custom: Object = [
      "type": "custom_tool_call_output", "call_id": "call_2",
      "output": [["type": "input_text", "text": "five"]],
    ]
    let message: Object = ["role": "user", "content": "two"]
    let parts: Object = [
      "role": "user",
      "content": [["type": "input_text", "text": "a"], ["type": "input_text", "text": "b"]],
    ]
    let answer: Object = ["role": "assistant", "content": "never"]
    let inputs: [(Any, String)] = [
      ("one", "one"), ([message], "two"), ([message, parts], "a\nb"), ([message, answer], "two"),
      ([message, output], "four"), ([message, output, custom], "four\nfive"),
      ([message, output, parts], "a\nb"), (["bare"], "bare"), ([Any](), ""),
    ]
    for (input, text) in inputs {
      var talk = Talk()
      #expect(try talk.ask("", ["input": input]).ended.output.first?.text == text)
    }
  }

  @Test func takesTheNestedForm() throws {
    var talk = Talk()
    var inner = Talk.create("nested")
    inner["type"] = nil
    try talk.send(["type": "response.create", "stream_id": "a", "response": inner])
    let frames = try talk.receive()
    #expect(frames.ended.output.first?.text == "nested")
    #expect(frames.allSatisfy { $0.streamID == "a" })
  }

  @Test func repeatsTheSettings() throws {
    var talk = Talk()
    let fields: Object = [
      "instructions": "be brief", "metadata": ["team": "blue"], "tool_choice": "none",
      "temperature": 0.25, "conversation": "conv_1", "user": "u-1",
    ]
    let response = try talk.ask("hi", fields).ended
    #expect(response["instructions"] as? String == "be brief")
    #expect(response["metadata"] as? [String: String] == ["team": "blue"])
    #expect(response["tool_choice"] as? String == "none")
    #expect(response["temperature"] as? Double == 0.25)
    #expect((response["conversation"] as? Object)?.id == "conv_1")
    #expect(response["user"] as? String == "u-1")
    #expect(response["truncation"] as? String == "disabled")
  }

  @Test func continuesOnAnotherConnection() throws {
    let backend = Talk.backend()
    var first = Talk(backend)
    var second = Talk(backend)
    let one = try first.ask("one").ended.id
    let two = try second.ask("two", ["previous_response_id": one]).ended
    #expect(two["previous_response_id"] as? String == one)
    let recalled = try first.ask("echo:recall", ["previous_response_id": two.id])
    #expect(recalled.ended.output.first?.text == "one\ntwo")
  }

  @Test func keepsWhatIsNotStoredForTheConnection() throws {
    let backend = Talk.backend()
    var first = Talk(backend)
    var second = Talk(backend)
    let one = try first.ask("one", ["store": false]).ended.id
    let stranger = try second.ask("two", ["previous_response_id": one])
    #expect(stranger.map(\.code) == ["previous_response_not_found"])
    let two = try first.ask("two", ["store": false, "previous_response_id": one]).ended.id
    // Only the last one of a lane can be continued.
    let late = try first.ask("three", ["previous_response_id": one])
    #expect(late.map(\.code) == ["previous_response_not_found"])
    let recalled = try first.ask("echo:recall", ["previous_response_id": two])
    #expect(recalled.ended.output.first?.text == "one\ntwo")
  }

  @Test func recallsAConversationAndTheInputItself() throws {
    var talk = Talk()
    _ = try talk.ask("one", ["conversation": "conv_1"])
    _ = try talk.ask("two", ["conversation": ["id": "conv_1"]])
    let recalled = try talk.ask("echo:recall", ["conversation": "conv_1"])
    #expect(recalled.ended.output.first?.text == "one\ntwo")
    let input: [Object] = [
      ["role": "user", "content": "three"], ["role": "assistant", "content": "three"],
      ["role": "user", "content": "echo:recall"],
    ]
    #expect(try talk.ask("", ["input": input]).ended.output.first?.text == "three")
  }

  @Test func preparesWithoutOutput() throws {
    var talk = Talk()
    let frames = try talk.ask("one", ["generate": false])
    #expect(frames.types == ["response.created", "response.in_progress", "response.completed"])
    let next = try talk.ask("echo:recall", ["previous_response_id": frames.ended.id])
    #expect(next.ended.output.first?.text == "one")
  }

  @Test func isTheSameForASeed() throws {
    func run(_ seed: UInt64) throws -> [EchoOutput] {
      var session = EchoSession(backend: Talk.backend(seed: seed))
      for lane in ["a", "b", "c"] {
        let text = "some words that are long enough echo:reason"
        session.receive(
          text: Array(
            "{\"type\":\"response.create\",\"input\":\"\(text)\",\"stream_id\":\"\(lane)\"}".utf8))
      }
      var outputs: [EchoOutput] = []
      while let output = session.next() { outputs.append(output) }
      return outputs
    }
    #expect(try run(7) == run(7))
    #expect(try run(7) != run(8))
  }
}
