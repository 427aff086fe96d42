import Dialects
import Echo
import Foundation
import FrameJSON
import TestSupport
import Testing

/// Frames of any kind, and events that fit the table of the protocol.
@Suite struct EchoRobustnessTests {
  @Test func badFramesAreAnsweredWithErrors() throws {
    let cases = [
      ("", "invalid_json", ""), ("{", "invalid_json", ""), ("[]", "invalid_json", ""),
      ("{}", "missing_required_parameter", "type"),
      (#"{"type":"session.update"}"#, "invalid_value", "type"),
      (#"{"type":1}"#, "missing_required_parameter", "type"),
      (#"{"type":"response.create","input":1}"#, "invalid_type", "input"),
      (#"{"type":"response.create","tools":{}}"#, "invalid_type", "tools"),
      (#"{"type":"response.create","response":[]}"#, "invalid_type", "response"),
      (#"{"type":"response.create","stream_id":"a b"}"#, "invalid_stream_id", "stream_id"),
      (
        #"{"type":"response.create","conversation":"c","previous_response_id":"r"}"#,
        "mutually_exclusive_parameters", "previous_response_id"
      ),
      (
        #"{"type":"response.create","previous_response_id":"r"}"#, "previous_response_not_found",
        "previous_response_id"
      ),
    ]
    for (frame, code, param) in cases {
      var talk = Talk()
      talk.session.receive(text: Array(frame.utf8))
      let frames = try talk.receive()
      #expect(frames.types == ["error"] && frames.map(\.code) == [code], "\(frame)")
      let error = try #require(frames.first?["error"] as? Object)
      #expect(error["type"] as? String == "invalid_request_error")
      #expect(error["param"] as? String ?? "" == param, "\(frame)")
      #expect(frames.first?["status"] as? Int == 400)
      #expect(try talk.ask("hi").last?.type == "response.completed")
    }
  }

  @Test func someFramesHaveNoAnswer() throws {
    var talk = Talk()
    try talk.send(["type": "response.inject", "input": [["role": "user", "content": "a"]]])
    try talk.send(["type": "response.processed", "response_id": "resp_1"])
    #expect(try talk.receive().isEmpty)
  }

  @Test(arguments: 0..<300) func damagedFramesAreSurvived(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    // Every second connection sends no damage: there each event must fit the table.
    let isDamaged = seed % 2 == 0
    var session = EchoSession(backend: Talk.backend(seed: UInt64(seed)))
    var id = "resp_1"
    for _ in 0..<6 {
      var bytes = Array(frame(&generator, id).utf8)
      for _ in 0..<generator.below(isDamaged ? 4 : 1) { damage(&bytes, &generator) }
      session.receive(text: bytes)
      for _ in 0..<generator.below(60) {
        guard case .text(let event) = session.next() else { break }
        var tape = FrameTape()
        try tape.scan(event.span)
        let value = try JSONSerialization.jsonObject(with: Data(event))
        let object = try #require(value as? Object)
        if !isDamaged { try check(object) }
        if object.type == "response.created" { id = object.response.id }
      }
    }
  }

  private func damage(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    let words = ["null", "1", "[]", "{}", "\"x\"", ",", "\"", "\\", "\u{80}", "true"]
    let at = generator.below(bytes.count)
    let end = min(bytes.count, at + generator.below(12))
    bytes.replaceSubrange(at..<end, with: generator.pick(words).utf8)
  }

  @Test(arguments: 0..<100) func randomBytesAreSurvived(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    var session = EchoSession(backend: Talk.backend())
    session.receive(text: (0..<generator.below(200)).map { _ in UInt8(generator.below(256)) })
    guard case .text = session.next() else {
      Issue.record("no answer")
      return
    }
    #expect(session.next() == nil)
  }

  /// Any frame with any trigger words.
  private func frame(_ generator: inout SeededGenerator, _ id: String) -> String {
    let word = generator.pick(EchoTrigger.allCases).rawValue
    let text = generator.spelled("\(word) \(generator.filler())", escapes: 4)
    let lane = generator.pick(["", #","stream_id":"a""#, #","stream_id":"b""#])
    let previous = generator.once(in: 2) ? #","previous_response_id":"\#(id)""# : ""
    let tools =
      #"[{"type":"function","name":"f","parameters":{"properties":{"a":{"type":"string"}}}}]"#
    return generator.pick([
      #"{"type":"response.create","input":"\#(text)"\#(lane)\#(previous)}"#,
      #"{"type":"response.create","input":[{"role":"user","content":[{"text":"\#(text)"}]}]"#
        + #","tools":\#(tools)\#(lane)\#(previous),"store":false}"#,
      #"{"type":"response.create","response":{"input":"\#(text)","instructions":"\#(text)"}}"#,
      #"{"type":"response.steer","input":"\#(text)","previous_response_id":"\#(id)"}"#,
    ])
  }

  /// An event that is in the table, each string and number of it too.
  private func check(_ event: Object) throws {
    let kind = try #require(
      Responses.dialect.events.first { $0.type.bytes == Array(event.type.utf8) }, "\(event.type)")
    for (path, types) in leaves(event) {
      let slots = Responses.dialect.slots(at: path, of: kind, types: types)
      #expect(!slots.isEmpty, "\(event.type) \(path)")
    }
  }

  /// What the protocol fixes needs no row.
  private static let fixed: Set<String> = [
    "type", "status", "role", "object", "reason", "code", "truncation", "tool_choice",
    "verbosity", "service_tier",
  ]

  /// The paths of all strings, with the types of the objects on the way.
  private func leaves(
    _ value: Any, at path: String = "", _ types: [String: String] = [:]
  ) -> [(path: String, types: [String: String])] {
    switch value {
    case let object as Object:
      var types = types
      if !path.isEmpty { types[path] = object["type"] as? String }
      return object.filter { !Self.fixed.contains($0.key) }.flatMap { key, member in
        leaves(member, at: path.isEmpty ? key : "\(path).\(key)", types)
      }
    case let array as [Any]: return array.flatMap { leaves($0, at: "\(path)[*]", types) }
    case is String: return [(path, types)]
    default: return []
    }
  }
}
