/// Server events.
extension Responses {
  /// What every event may have.
  static let envelope = rows(
    structural("type", "stream_id", "item_id", "response_id", "agent.agent_name"),
    opaque("obfuscation"),
    number("sequence_number", "output_index", "content_index", "summary_index", "command_index"))

  private static func delta(
    _ family: String, _ sink: Sink, _ form: TextForm = .plain, fields: [String] = ["delta"]
  ) -> Event {
    Event(
      type: "\(family).delta",
      rows: fields.map { Row($0, .delta(form, sink)) } + [Row("logprobs", .logProbabilities)],
      effect: .delta)
  }

  private static func done(
    _ family: String, _ field: String, _ sink: Sink, _ form: TextForm = .plain
  ) -> Event {
    Event(
      type: "\(family).done",
      rows: [Row(field, .text(form, sink)), Row("logprobs", .logProbabilities)],
      effect: .endsStream)
  }

  private static let streams: [Event] = [
    delta("response.output_text", .prose, .sourceIfAsked),
    done("response.output_text", "text", .prose, .sourceIfAsked),
    delta("response.refusal", .prose), done("response.refusal", "refusal", .prose),
    delta("response.reasoning_text", .reasoning),
    done("response.reasoning_text", "text", .reasoning),
    delta("response.reasoning_summary_text", .reasoning),
    done("response.reasoning_summary_text", "text", .reasoning),
    delta("response.function_call_arguments", .arguments, .source),
    done("response.function_call_arguments", "arguments", .arguments, .source),
    delta("response.custom_tool_call_input", .arguments),
    done("response.custom_tool_call_input", "input", .arguments),
    delta("response.apply_patch_call_operation_diff", .arguments, .patch),
    done("response.apply_patch_call_operation_diff", "diff", .arguments, .patch),
    delta("response.mcp_call_arguments", .hosted, .source),
    done("response.mcp_call_arguments", "arguments", .hosted, .source),
    delta("response.code_interpreter_call_code", .hosted),
    done("response.code_interpreter_call_code", "code", .hosted),
    delta("response.shell_call_command", .shell),
    done("response.shell_call_command", "command", .shell),
    Event(type: "response.shell_call_command.added", rows: text(.shell, "command")),
    delta(
      "response.shell_call_output_content", .prose, fields: ["delta.stderr", "delta.stdout"]),
    Event(
      type: "response.shell_call_output_content.done",
      rows: rows(
        text(.prose, "output[*].stderr", "output[*].stdout"), structural("output[*].created_by"),
        number("output[*].outcome.exit_code")),
      effect: .endsStream),
    delta("response.audio.transcript", .prose),
    Event(type: "response.audio.transcript.done", effect: .endsStream),
    Event(type: "response.audio.delta", rows: opaque("delta")),
    Event(type: "response.audio.done"),
  ]

  private static let parts: [Event] = [
    Event(type: "response.content_part.added", inclusions: [.at("part", "part")]),
    Event(
      type: "response.content_part.done", inclusions: [.at("part", "part")], effect: .endsPart),
    Event(
      type: "response.reasoning_summary_part.added",
      inclusions: [.at("part", "reasoning_part")]),
    Event(
      type: "response.reasoning_summary_part.done",
      inclusions: [.at("part", "reasoning_part")], effect: .endsPart),
    Event(
      type: "response.output_text.annotation.added", rows: number("annotation_index"),
      inclusions: [.at("annotation", "annotation")]),
    Event(type: "response.output_item.added", inclusions: [.at("item", "item")]),
    Event(
      type: "response.output_item.done", inclusions: [.at("item", "item")], effect: .endsItem),
  ]

  private static func carrier(_ type: String, _ effect: EventEffect) -> Event {
    Event(type: type, inclusions: [.at("response", "response")], effect: effect)
  }

  private static let responses: [Event] = [
    carrier("response.created", .beginsResponse), carrier("response.queued", .none),
    carrier("response.in_progress", .none), carrier("response.completed", .endsResponse),
    carrier("response.incomplete", .endsResponse), carrier("response.failed", .endsResponse),
    Event(type: "error", rows: errorEvent, effect: .endsResponse),
    Event(type: "response.error", rows: errorEvent, effect: .endsResponse),
  ]

  private static let steering: [Event] = [
    Event(
      type: "response.steer.accepted",
      rows: structural("steer.id", "steer.previous_response_id")),
    Event(
      type: "response.steer.pending",
      rows: structural(
        "steer.id", "steer.previous_response_id", "reason", "required_input[*].call_id",
        "required_input[*].name", "required_input[*].approval_request_id")),
    Event(
      type: "response.steer.failed",
      rows: rows(
        text(.error, "error.message"), text(.prose, "steer.input"),
        structural("error.code", "steer.id", "steer.previous_response_id")),
      inclusions: [.at("steer.input[*]", "item", echo: true)]),
    Event(type: "response.inject.created"),
    Event(
      type: "response.inject.failed",
      rows: rows(text(.error, "error.message"), structural("error.code")),
      inclusions: [.at("input[*]", "item", echo: true)]),
  ]

  /// Events of hosted tools that say only how far they are.
  private static let progress: [Event] = [
    "code_interpreter_call.completed", "code_interpreter_call.in_progress",
    "code_interpreter_call.interpreting", "compaction.compacting", "file_search_call.completed",
    "file_search_call.in_progress", "file_search_call.searching", "web_search_call.completed",
    "web_search_call.in_progress", "web_search_call.searching",
    "image_generation_call.completed", "image_generation_call.generating",
    "image_generation_call.in_progress", "mcp_call.completed", "mcp_call.failed",
    "mcp_call.in_progress", "mcp_list_tools.completed", "mcp_list_tools.failed",
    "mcp_list_tools.in_progress",
  ].map { Event(type: "response.\($0)") }

  private static let others: [Event] = [
    Event(
      type: "response.image_generation_call.partial_image",
      rows: rows(
        opaque("partial_image_b64"),
        structural("background", "output_format", "quality", "size"),
        number("partial_image_index"))),
    Event(type: "codex.rate_limits"), Event(type: "keepalive"),
  ]

  /// All events that the facts name. Any other is read by `unknownEvent`.
  static let events = streams + parts + responses + steering + progress + others
}
