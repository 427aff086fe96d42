import Dialects
import Foundation
import FrameJSON
import Testing

/// The events of a finished response.
@Suite struct ResponseEventsTests {
  typealias Object = [String: Any]

  @Test(arguments: 0..<200) func joinedDeltasAreTheTextOfTheItem(seed: Int) throws {
    var lottery = Lottery(seed: seed)
    let items = FinishedResponse.items { lottery.string() }
    let json = FinishedResponse.json(items)
    let width = 1 + lottery.below(8)
    let events = try events(json, .init { Array(stride(from: width, to: $0.count, by: width)) })
    var pieces: [String: String] = [:]
    var streams = 0
    for event in events {
      let type = try #require(event["type"] as? String)
      let key = stream(event)
      if type.hasSuffix(".delta") {
        let delta = try #require(event["delta"] as? String)
        #expect(!delta.isEmpty)
        pieces[key, default: ""] += delta
      } else if let text = text(ofDone: event) {
        // Strings that are equal as Unicode need not have the same code points.
        #expect(Array((pieces.removeValue(forKey: key) ?? "").utf8) == Array(text.utf8))
        streams += 1
      }
    }
    #expect(pieces.isEmpty)
    #expect(streams == 14)
    let ended = try #require(events.last?["response"] as? Object)
    let output = try #require(ended["output"] as? [Object])
    let done = events.filter { $0["type"] as? String == "response.output_item.done" }
    for (item, event) in zip(output, done) {
      #expect(NSDictionary(dictionary: item).isEqual(event["item"]))
    }
    #expect(done.count == items.count)
  }

  @Test func keepsTheBytesOfItemsAndResponse() throws {
    let items = FinishedResponse.items { "a\\u00e9\\/" }
    let json = FinishedResponse.json(items)
    var events = try ResponseEvents(response: Array(json.utf8))
    var written: [String] = []
    while let event = events.next() { written.append(String(decoding: event, as: UTF8.self)) }
    for item in items {
      #expect(
        written.contains { $0.contains("output_item.done") && $0.hasSuffix("\"item\":\(item)}") })
    }
    #expect(written.last?.hasSuffix("\"response\":\(json)}") == true)
    #expect(written.first?.contains("\"big\":12345678901234567890.10,\"output\":[]") == true)
  }

  @Test func startsEmptyAndInProgress() throws {
    let json = FinishedResponse.json(FinishedResponse.items { "secret" }, status: "incomplete")
    let events = try events(json)
    for event in events.prefix(2) {
      let response = try #require(event["response"] as? Object)
      #expect(response["status"] as? String == "in_progress")
      #expect((response["output"] as? [Any])?.isEmpty == true)
      #expect(response["usage"] is NSNull && response["completed_at"] is NSNull)
    }
    for event in events where (event["type"] as? String)?.hasSuffix(".added") == true {
      let data = try JSONSerialization.data(withJSONObject: event)
      #expect(!String(decoding: data, as: UTF8.self).contains("secret"))
    }
    #expect(events.last?["type"] as? String == "response.incomplete")
  }

  @Test func numbersRiseAndLanesAreNamed() throws {
    let json = FinishedResponse.json(FinishedResponse.items { "some text" })
    let events = try events(json, .init(sequenceNumber: 7, streamID: "a.b") { _ in [1, 2] })
    #expect(events.compactMap { $0["sequence_number"] as? Int } == Array(7..<7 + events.count))
    #expect(events.allSatisfy { $0["stream_id"] as? String == "a.b" })
  }

  @Test func cutsBetweenCodePointsOnly() throws {
    let text = "a\\ud83d\\ude42é\\n\u{1F642}\\ud83d"
    let cuts: [([Int], [String])] = [
      ([1, 2, 3, 4, 5], ["a", "\u{1F642}", "é", "\n", "\u{1F642}", "\u{FFFD}"]),
      ([], ["a\u{1F642}é\n\u{1F642}\u{FFFD}"]),
      ([-3, 0, 2, 2, 1, 6, 9], ["a\u{1F642}", "é\n\u{1F642}\u{FFFD}"]),
    ]
    for (places, deltas) in cuts {
      let json = FinishedResponse.json([FinishedResponse.message(text)])
      var events = try ResponseEvents(response: Array(json.utf8), options: .init { _ in places })
      var found: [String] = []
      while let type = events.nextType, let event = events.next() {
        guard type == "response.output_text.delta" else { continue }
        var tape = FrameTape()
        try tape.scan(event.span)
        let delta = tape.member("delta", of: 0, in: event.span)
        let raw = tape.values[try #require(delta)].range
        found.append(
          String(decoding: JSONString.decoded(event.span.extracting(raw)), as: UTF8.self))
      }
      #expect(found == deltas)
    }
  }

  @Test func namesWhatItCannotUse() {
    let cases: [(String, ResponseEventsError)] = [
      ("", .unreadable(FrameError(.malformed, at: 0))),
      ("[]", .unreadable(FrameError(.notAnObject, at: 0))),
      (#"{"status":"completed"}"#, .missingID),
      (#"{"id":"r","status":"in_progress"}"#, .notFinished), (#"{"id":"r"}"#, .notFinished),
      (#"{"id":"r","status":"failed","output":{}}"#, .outputIsNoArray),
      (#"{"id":"r","status":"failed","output":[{"type":"x"},1]}"#, .itemWithoutType(index: 1)),
      (#"{"id":"r","status":"failed","output":[{"type":"message"}]}"#, .itemWithoutID(index: 0)),
    ]
    for (json, error) in cases {
      #expect(throws: error) { try ResponseEvents(response: Array(json.utf8)) }
    }
  }

  @Test func needsNoOutput() throws {
    for output in ["", #","output":null"#, #","output":[]"#] {
      let events = try events(#"{"id":"r","status":"failed"\#(output)}"#)
      let types = events.compactMap { $0["type"] as? String }
      #expect(types == ["response.created", "response.in_progress", "response.failed"])
    }
  }

  @Test(arguments: 0..<300) func survivesDamage(seed: Int) throws {
    var lottery = Lottery(seed: seed)
    var bytes = Array(FinishedResponse.json(FinishedResponse.items { lottery.string() }).utf8)
    let words = ["null", "1", "[]", "{}", "\"x\"", ",", "\"", "\\", "\u{80}"]
    for _ in 0...lottery.below(4) {
      let at = lottery.below(bytes.count)
      let end = min(bytes.count, at + lottery.below(12))
      bytes.replaceSubrange(at..<end, with: words[lottery.below(words.count)].utf8)
    }
    guard var events = try? ResponseEvents(response: bytes) else { return }
    while let event = events.next() {
      var tape = FrameTape()
      try tape.scan(event.span)
    }
  }

  private func events(
    _ json: String, _ options: ResponseEvents.Options = .init()
  ) throws -> [Object] {
    try ResponseEvents(response: Array(json.utf8), options: options).map { event in
      // A lone surrogate is not for every reader.
      let text = String(decoding: event, as: UTF8.self).replacing(#/\\ud83d(?!\\ude42)/#, with: "?")
      let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
      return try #require(value as? Object)
    }
  }

  private func stream(_ event: Object) -> String {
    let type = (event["type"] as? String ?? "").split(separator: ".").dropLast()
    let fields = ["output_index", "content_index", "summary_index", "command_index"]
    return type.joined() + fields.map { "\(event[$0] as? Int ?? -1)" }.joined(separator: "/")
  }

  private func text(ofDone event: Object) -> String? {
    guard (event["type"] as? String)?.hasSuffix(".done") == true else { return nil }
    for field in ["text", "refusal", "arguments", "input", "code", "command", "diff"] {
      if let text = event[field] as? String { return text }
    }
    return nil
  }
}
