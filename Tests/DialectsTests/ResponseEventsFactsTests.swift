import Dialects
import Foundation
import Testing

/// The events of a finished response against the facts of the protocol.
@Suite struct ResponseEventsFactsTests {
  typealias Object = [String: Any]

  /// Fields that an event may lack.
  private let optional: Set<String> = ["agent", "obfuscation", "response_id", "stream_id"]

  @Test func eventsHaveTheFieldsOfTheFacts() throws {
    let rows = try FactRow.load("responses-server-events.tsv")
    var fields: [String: Set<String>] = [:]
    for row in rows {
      let field = String(row.path.prefix { $0 != "." && $0 != "[" && $0 != "{" })
      for event in row.frames { fields[event, default: []].insert(field) }
    }
    let events = try FactRow.table("responses-events.tsv")
    // What names a stream stands in its `delta` and its `done`.
    for columns in events where !columns[2].isEmpty {
      let keys = columns[2].split(separator: " ").map(String.init).filter { $0 != "response" }
      for end in ["delta", "done"] {
        fields[columns[0].dropLast("delta".count) + end, default: []].formUnion(keys)
      }
    }
    let types = Set(events.map { $0[0] })
    let json = FinishedResponse.json(FinishedResponse.items { "text" })
    for bytes in try ResponseEvents(response: Array(json.utf8)) {
      let event = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? Object)
      let type = try #require(event["type"] as? String)
      #expect(types.contains(type), "\(type)")
      let known = fields[type] ?? []
      let given = Set(event.keys).subtracting(["type"])
      #expect(given.subtracting(known).isEmpty, "\(type): \(given.subtracting(known))")
      let missing = known.subtracting(given).subtracting(optional)
      #expect(missing.isEmpty, "\(type): \(missing)")
    }
  }

  @Test func itemsHaveTheirEventsInOrder() throws {
    let expected: [[String]] = [
      [
        "content_part.added", "output_text.delta", "output_text.annotation.added",
        "output_text.done", "content_part.done",
      ],
      [
        "content_part.added", "refusal.delta", "refusal.done", "content_part.done",
        "content_part.added", "output_text.delta", "output_text.done", "content_part.done",
        "content_part.added", "content_part.done",
      ],
      Array(repeating: "reasoning_summary", count: 2).flatMap { family in
        [
          "\(family)_part.added", "\(family)_text.delta", "\(family)_text.done",
          "\(family)_part.done",
        ]
      } + [
        "content_part.added", "reasoning_text.delta", "reasoning_text.done", "content_part.done",
      ],
      ["function_call_arguments.delta", "function_call_arguments.done"],
      ["custom_tool_call_input.delta", "custom_tool_call_input.done"],
      [
        "mcp_call.in_progress", "mcp_call_arguments.delta", "mcp_call_arguments.done",
        "mcp_call.completed",
      ],
      [
        "mcp_call.in_progress", "mcp_call_arguments.delta", "mcp_call_arguments.done",
        "mcp_call.failed",
      ],
      [
        "code_interpreter_call.in_progress", "code_interpreter_call_code.delta",
        "code_interpreter_call_code.done", "code_interpreter_call.interpreting",
        "code_interpreter_call.completed",
      ],
      ["in_progress", "searching", "completed"].map { "web_search_call.\($0)" },
      ["in_progress", "searching"].map { "file_search_call.\($0)" },
      ["in_progress", "generating", "completed"].map { "image_generation_call.\($0)" },
      ["in_progress", "completed"].map { "mcp_list_tools.\($0)" },
      Array(repeating: ["added", "delta", "done"], count: 2).joined().map {
        "shell_call_command.\($0)"
      },
      ["delta", "done"].map { "apply_patch_call_operation_diff.\($0)" },
      ["compaction.compacting"], [],
    ]
    for (item, types) in zip(FinishedResponse.items { "text" }, expected) {
      let json = FinishedResponse.json([item])
      let found = try ResponseEvents(response: Array(json.utf8)).map { bytes in
        let event = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? Object)
        return String(try #require(event["type"] as? String).dropFirst("response.".count))
      }
      #expect(
        found
          == ["created", "in_progress", "output_item.added"] + types
          + ["output_item.done", "completed"])
    }
  }
}
