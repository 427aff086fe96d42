import Echo
import Testing

/// Steering a response that runs.
@Suite struct EchoSteerTests {
  private func steer(_ id: String, _ input: Any) -> Object {
    ["type": "response.steer", "previous_response_id": id, "input": input]
  }

  @Test func aWaitingResponseGoesOn() throws {
    var talk = Talk()
    let waiting = try talk.ask("echo:wait abcdefgh", ["stream_id": "a"])
    #expect(waiting.joined("output_text") == "abcd")
    let id = try #require(waiting.first).response.id
    let input: [Object] = [["type": "message", "role": "user", "content": "shorter"]]
    try talk.send(steer(id, input))
    let frames = try talk.receive()
    #expect(frames.allSatisfy { $0.streamID == "a" })
    let accepted = try #require(frames.first)
    #expect(accepted.type == "response.steer.accepted")
    #expect((accepted["steer"] as? Object)?["previous_response_id"] as? String == id)
    let numbers = (waiting + frames).compactMap { $0["sequence_number"] as? Int }
    let split = try #require(frames.firstIndex { $0.type == "response.incomplete" })
    let count = waiting.count + split + 1
    #expect(Array(numbers.prefix(count)) == Array(0..<count))
    let details = frames[split].response["incomplete_details"] as? Object
    #expect(details?["reason"] as? String == "steered")
    let successor = frames[(split + 1)...]
    #expect(successor.first?.type == "response.created")
    #expect(successor.first?.response["previous_response_id"] as? String == id)
    #expect(frames.ended.output.first?.text == "shorter")
    let recalled = try talk.ask("echo:recall", ["previous_response_id": frames.ended.id])
    #expect(recalled.ended.output.first?.text == "abcdefgh\nshorter")
  }

  @Test func aRunningResponseIsFollowed() throws {
    var talk = Talk()
    try talk.send(Talk.create("one"))
    try talk.send(Talk.create("last"))
    let id = try #require(try talk.receive(upTo: 1).first).response.id
    try talk.send(steer(id, "two"))
    try talk.send(steer(id, "three"))
    let frames = try talk.receive()
    let texts = frames.of("response.completed").map { $0.response.output.first?.text }
    #expect(texts == ["one", "two\nthree", "last"])
  }

  @Test func aCallKeepsTheInputUntilItsOutputComes() throws {
    var talk = Talk()
    try talk.send(Talk.create("echo:tool one"))
    let id = try #require(try talk.receive(upTo: 1).first).response.id
    try talk.send(steer(id, "two"))
    let frames = try talk.receive()
    let pending = try #require(frames.last)
    #expect(pending.type == "response.steer.pending")
    #expect(pending["reason"] as? String == "waiting_for_required_input")
    let completed = try #require(frames.of("response.completed").first)
    let call = completed.response.output.first?["call_id"] as? String
    let stub = try #require((pending["required_input"] as? [Object])?.first)
    #expect(stub["call_id"] as? String == call && stub.type == "function_call_output")
    let output = stub.merging(["output": "three"]) { $1 }
    let next = try talk.ask("", ["input": [output], "previous_response_id": id])
    #expect(next.ended.output.first?.text == "two\nthree")
  }

  @Test func aFailedResponseGivesTheInputBack() throws {
    var talk = Talk()
    try talk.send(Talk.create("echo:fail one"))
    let id = try #require(try talk.receive(upTo: 1).first).response.id
    try talk.send(steer(id, "two"))
    let last = try #require(try talk.receive().last)
    #expect(last.type == "response.steer.failed" && last.code == "successor_creation_failed")
    #expect((last["steer"] as? Object)?["input"] as? String == "two")
  }

  @Test func whatDoesNotRunCannotBeSteered() throws {
    var talk = Talk()
    let id = try talk.ask("one").ended.id
    for name in [id, "resp_unknown"] {
      try talk.send(steer(name, "two"))
      let failed = try #require(try talk.receive().first)
      #expect(failed.type == "response.steer.failed" && failed.code == "response_not_found")
      let returned = failed["steer"] as? Object
      #expect(returned?["input"] as? String == "two")
      #expect(returned?["previous_response_id"] as? String == name)
    }
  }

  @Test func steeringHasItsLimits() throws {
    var limits = EchoLimits()
    limits.steers = 2
    limits.steerBytes = 40
    var talk = Talk(Talk.backend(limits: limits))
    let id = try #require(try talk.ask("echo:stall one").first).response.id
    let own = try #require(
      try talk.ask("echo:stall", ["conversation": "c", "stream_id": "a"]).first)
    let codes = [
      (id, String(repeating: "a", count: 60), "too_many_pending_steers"), (id, "one", ""),
      (id, "two", ""), (id, "three", "too_many_pending_steers"),
      (own.response.id, "one", "steering_not_supported"),
    ]
    for (id, input, code) in codes {
      try talk.send(steer(id, input))
      #expect(try talk.receive().map(\.code) == [code])
    }
    for input in [[Any](), 1] as [Any] {
      try talk.send(steer(id, input))
      #expect(try talk.receive().map(\.code) == ["invalid_input"])
    }
  }
}
