import Echo
import FrameJSON
import Testing

/// Many responses on one connection.
@Suite struct EchoLaneTests {
  @Test func lanesAreInterleavedAndInOrder() throws {
    var talk = Talk()
    let text = "a text that is long enough for quite a few deltas, so that lanes can mix"
    for turn in 0..<3 {
      for lane in ["", "a", "b"] {
        let fields: Object = lane.isEmpty ? [:] : ["stream_id": lane]
        try talk.send(Talk.create("\(turn)\(lane) \(text)", fields))
      }
    }
    let frames = try talk.receive()
    for lane in ["", "a", "b"] {
      let own = frames.filter { $0.streamID == lane }
      let ends = own.of("response.completed").map { $0.response.output.first?.text ?? "" }
      #expect(ends == (0..<3).map { "\($0)\(lane) \(text)" })
      // One at a time, each with numbers from 0.
      var number = 0
      for frame in own {
        if frame.type == "response.created" { number = 0 }
        #expect(frame["sequence_number"] as? Int == number)
        number += 1
      }
    }
    let changes = zip(frames, frames.dropFirst()).count { $0.streamID != $1.streamID }
    #expect(changes > frames.count / 4)
  }

  @Test func onlySomeRunAtOnce() throws {
    var limits = EchoLimits()
    limits.responsesInFlight = 4
    var talk = Talk(Talk.backend(limits: limits))
    for lane in 0..<20 { try talk.send(Talk.create("abc", ["stream_id": "lane-\(lane)"])) }
    var running: Set<String> = []
    var ended = 0
    for frame in try talk.receive() {
      if frame.type == "response.created" { running.insert(frame.streamID) }
      #expect(running.contains(frame.streamID) && running.count <= 4)
      if frame.type == "response.completed" {
        running.remove(frame.streamID)
        ended += 1
      }
    }
    #expect(ended == 20)
  }

  @Test func lanesAreLimited() throws {
    var talk = Talk()
    for lane in 0..<32 { try talk.send(Talk.create("abc", ["stream_id": "lane-\(lane)"])) }
    try talk.send(Talk.create("abc"))
    try talk.send(Talk.create("abc", ["stream_id": "one-more"]))
    let frames = try talk.receive()
    #expect(frames.of("response.completed").count == 33)
    #expect(frames.of("error").map(\.code) == ["websocket_stream_limit_reached"])
    #expect(frames.of("error").first?.streamID == "one-more")
    for name in ["", "a b", "é", String(repeating: "a", count: 257)] {
      #expect(try talk.ask("abc", ["stream_id": name]).map(\.code) == ["invalid_stream_id"])
    }
  }

  @Test func whatWaitsIsLimited() throws {
    var limits = EchoLimits()
    limits.waitingResponses = 3
    limits.unsentFrames = 5
    var talk = Talk(Talk.backend(limits: limits))
    for _ in 0..<5 { try talk.send(Talk.create("abc")) }
    let frames = try talk.receive()
    #expect(frames.of("response.completed").count == 3)
    #expect(frames.of("error").map(\.code) == ["rate_limit_exceeded", "rate_limit_exceeded"])
    for _ in 0..<9 { talk.session.receive(text: []) }
    #expect(try talk.receive().of("error").count == 6)
    #expect(talk.closing == .close(code: 1008, reason: "too many frames are not read"))
  }

  @Test func requestsAreLimitedInBytes() throws {
    var limits = EchoLimits()
    limits.requestBytes = 1_000
    limits.frame.frameBytes = 900
    var talk = Talk(Talk.backend(limits: limits))
    let text = String(repeating: "a", count: 600)
    try talk.send(Talk.create(text))
    try talk.send(Talk.create(text))
    let frames = try talk.receive()
    #expect(frames.of("error").map(\.code) == ["rate_limit_exceeded"])
    #expect(frames.of("response.completed").count == 1)
    #expect(try talk.ask(text).last?.type == "response.completed")
    #expect(try talk.ask(text + text).map(\.code) == ["invalid_json"])
  }

  @Test func theOldestResponsesAreForgotten() throws {
    var limits = EchoLimits()
    limits.storedResponses = 3
    limits.storedBytes = 400
    var talk = Talk(Talk.backend(limits: limits))
    var ids: [String] = []
    for text in ["one", "two", "three", "four"] { ids.append(try talk.ask(text).ended.id) }
    for (index, id) in ids.enumerated() {
      let frames = try talk.ask("", ["previous_response_id": id, "store": false])
      #expect((frames.last?.type == "error") == (index == 0))
    }
    let big = try talk.ask(String(repeating: "a", count: 401)).ended.id
    let next = try talk.ask("echo:recall", ["previous_response_id": big])
    #expect(next.ended.output.first?.text == "")
  }
}
