import Dialects
import Echo
import Foundation
import Testing

/// The words that decide how the backend answers.
@Suite struct EchoTriggerTests {
  private let text = "mail \"amira\"\nto Übermut 雪"

  @Test func everyWordHasOneLineOfHelp() {
    for trigger in EchoTrigger.allCases {
      #expect(trigger.rawValue.hasPrefix("echo:"))
      #expect(!trigger.help.isEmpty && trigger.help.count < 70 && !trigger.help.contains("\n"))
    }
  }

  @Test func wordsStandAnywhereByThemselves() throws {
    let cases = [
      ("echo:refuse now", "now"), ("now echo:refuse", "now"), ("a echo:refuse b", "a b"),
      ("a\necho:refuse\nb", "a\n\nb"), ("echo:refuse", ""), ("(echo:refuse)", "()"),
    ]
    for (asked, answered) in cases {
      var talk = Talk()
      let frames = try talk.ask(asked)
      #expect(frames.joined("refusal") == answered)
      #expect(frames.of("response.refusal.done").count == 1)
    }
    for asked in ["echo:refused", "xecho:refuse", "echo:Refuse", "echo:", "echo:refuse_x"] {
      var talk = Talk()
      #expect(try talk.ask(asked).joined("output_text") == asked)
    }
  }

  @Test func callsAFunction() throws {
    var talk = Talk()
    let frames = try talk.ask("echo:tool \(text)")
    let call = try #require(frames.ended.output.first)
    #expect(call["name"] as? String == "echo")
    let source = try #require(call["arguments"] as? String)
    #expect(frames.joined("function_call_arguments") == source)
    let arguments = try JSONSerialization.jsonObject(with: Data(source.utf8)) as? [String: String]
    #expect(arguments == ["text": text, "note": "say \"hi\"\n"])
  }

  @Test func fillsTheSchemaOfAFunction() throws {
    let properties: Object = [
      "city": ["type": "string"], "unit": ["enum": ["C", "F"]], "days": ["type": "integer"],
      "exact": ["type": ["boolean", "null"]], "tags": ["type": "array"],
    ]
    let tools: [Object] = [
      ["type": "web_search"],
      ["type": "function", "name": "weather", "parameters": ["properties": properties]],
      ["type": "function", "name": "other"], ["type": "custom", "name": "shout"],
    ]
    var talk = Talk()
    let call = try #require(
      try talk.ask("echo:tool \(text)", ["tools": tools]).ended.output.first)
    #expect(call["name"] as? String == "weather")
    let source = try #require(call["arguments"] as? String)
    let value = try JSONSerialization.jsonObject(with: Data(source.utf8))
    let arguments = try #require(value as? Object)
    #expect(arguments["city"] as? String == text && arguments["unit"] as? String == "C")
    #expect(arguments["days"] as? Int == 0 && arguments["exact"] as? Bool == false)
    #expect((arguments["tags"] as? [Any])?.isEmpty == true && arguments.count == 5)
    let custom = try talk.ask("echo:custom-tool \(text)", ["tools": tools])
    #expect(custom.ended.output.first?["name"] as? String == "shout")
    #expect(custom.joined("custom_tool_call_input") == text)
  }

  @Test func worksFirst() throws {
    var talk = Talk()
    let frames = try talk.ask("echo:code echo:mcp echo:search echo:reason \(text)")
    let types = frames.ended.output.compactMap { $0["type"] as? String }
    #expect(
      types == [
        "reasoning", "web_search_call", "mcp_call", "code_interpreter_call", "message",
      ])
    for family in [
      "reasoning_summary_text", "reasoning_text", "output_text",
    ] {
      #expect(frames.joined(family).hasSuffix(text))
    }
    #expect(frames.ended.output[2]["output"] as? String == text)
    #expect(frames.joined("code_interpreter_call_code").hasPrefix("print(\"mail \\\"amira"))
  }

  @Test func citesByCodePoints() throws {
    var talk = Talk()
    let frames = try talk.ask("echo:annotate see \u{1F469}\u{200D}\u{1F52C} e\u{301}tude")
    let event = try #require(frames.of("response.output_text.annotation.added").first)
    let citation = try #require(event["annotation"] as? Object)
    let start = try #require(citation["start_index"] as? Int)
    let end = try #require(citation["end_index"] as? Int)
    let scalars = Array(frames.joined("output_text").unicodeScalars)
    let word = String(String.UnicodeScalarView(scalars[start..<end]))
    #expect(word == "e\u{301}tude" && citation["title"] as? String == word)
  }

  @Test func endsEarly() throws {
    var talk = Talk()
    let incomplete = try talk.ask("echo:incomplete abcdef")
    #expect(incomplete.last?.type == "response.incomplete")
    #expect(incomplete.joined("output_text") == "abc")
    let details = incomplete.ended["incomplete_details"] as? Object
    #expect(details?["reason"] as? String == "max_output_tokens")
    let failed = try talk.ask("echo:fail abcdef")
    #expect(failed.last?.type == "response.failed")
    #expect((failed.ended["error"] as? Object)?["message"] as? String == "Told to fail: abcdef")
    let next = try talk.ask("go on", ["previous_response_id": failed.ended.id])
    #expect(next.map(\.code) == ["previous_response_not_found"])
  }

  @Test func sendsAnErrorAndStaysUsable() throws {
    var talk = Talk()
    let frames = try talk.ask("echo:error abc", ["stream_id": "a"])
    #expect(frames.types == ["error"])
    #expect(frames.first?.streamID == "a" && frames.first?["status"] as? Int == 500)
    #expect(try talk.ask("hi", ["stream_id": "a"]).last?.type == "response.completed")
  }

  @Test func closesInTheMiddle() throws {
    var talk = Talk()
    let frames = try talk.ask("echo:close a text that is long enough for more than one delta")
    #expect(talk.closing == .close(code: 1011, reason: "echo:close"))
    #expect(!frames.isEmpty && !frames.contains { $0.type == "response.completed" })
    #expect(try talk.ask("hi").isEmpty)
  }

  @Test func staysSilentOrNeverEnds() throws {
    var talk = Talk()
    let silent = try talk.ask("echo:stall abc")
    #expect(silent.types == ["response.created", "response.in_progress"])
    #expect(try talk.ask("hi").isEmpty)
    try talk.send(Talk.create("echo:endless abc", ["stream_id": "a"]))
    let endless = try talk.receive(upTo: 500)
    #expect(endless.count == 500)
    #expect(endless.joined("output_text").hasPrefix("abc abc abc"))
    #expect(endless.compactMap { $0["sequence_number"] as? Int } == Array(0..<500))
  }
}
