/// Items of `input` and `output`: the two unions have the same members.
extension Responses {
  private static let textPart = rows(
    text(.sourceIfAsked, .prose, "text"), text(.prose, "refusal", "filename"),
    all(.fetchableOrData, "image_url"), all(.fileData, "file_data"),
    all(.fetchableURL, "file_url"), opaque("input_audio.data"), structural("file_id", "detail"),
    all(.logProbabilities, "logprobs"), annotations)

  private static let annotations = rows(
    text(.prose, "annotations[*].filename", "annotations[*].title", "annotations[*].url"),
    structural("annotations[*].file_id", "annotations[*].container_id"),
    all(.offset(.start), "annotations[*].start_index", "annotations[*].index"),
    all(.offset(.end), "annotations[*].end_index"))

  /// A part of a message, of an output of a tool, or of a reasoning item.
  static let part = Shape(
    name: "part", rows: textPart,
    variants: ["reasoning_text", "summary_text"].map { ($0, text(.reasoning, "text"), []) })

  /// A part of a reasoning item.
  static let reasoningPart = Shape(name: "reasoning_part", rows: text(.reasoning, "text"))

  /// The one annotation of an event; its offsets are into the text of the stream.
  static let annotation = Shape(
    name: "annotation",
    rows: rows(
      text(.prose, "filename", "title", "url"), structural("file_id", "container_id"),
      all(.offset(.start), "start_index", "index"), all(.offset(.end), "end_index")))

  private static let call = structural("id", "call_id", "caller.caller_id", "created_by")

  private static let safetyChecks = ["pending_safety_checks", "acknowledged_safety_checks"]
    .flatMap { list in
      rows(text(.prose, "\(list)[*].message"), structural("\(list)[*].id", "\(list)[*].code"))
    }

  private static let computerAction = ["action", "actions[*]"].flatMap { action in
    rows(
      text(.arguments, "\(action).keys[*]", "\(action).text"),
      number(
        "\(action).path[*].x", "\(action).path[*].y", "\(action).scroll_x", "\(action).scroll_y",
        "\(action).x", "\(action).y"))
  }

  static let item = Shape(
    name: "item", rows: structural("type", "status", "role"),
    variants: [
      (
        "message",
        rows(text(.sourceIfAsked, .prose, "content"), structural("id")),
        [.at("content[*]", "part")]
      ),
      (
        "file_search_call",
        rows(
          text(
            .hosted, "queries[*]", "results[*].attributes.*", "results[*].attributes{keys}",
            "results[*].filename", "results[*].text"),
          structural("id", "results[*].file_id"), number("results[*].score")),
        []
      ),
      ("computer_call", rows(call, safetyChecks, computerAction), []),
      (
        "computer_call_output",
        rows(
          call, safetyChecks, all(.fetchableOrData, "output.image_url"),
          structural("output.file_id")),
        []
      ),
      (
        "web_search_call",
        rows(
          text(
            .hosted, "action.queries[*]", "action.query", "action.sources[*].url", "action.url",
            "action.pattern"),
          structural("id")),
        []
      ),
      (
        "function_call",
        rows(
          text(.source, .arguments, "arguments"), call, structural("name", "namespace")), []
      ),
      (
        "function_call_output",
        rows(
          text(.sourceIfWhole, .prose, "output"), call, structural("name", "namespace")),
        [.at("output[*]", "tool_output_part")]
      ),
      ("tool_search_call", rows(json(.hosted, "arguments"), call), []),
      ("tool_search_output", call, [.at("tools[*]", "tool")]),
      ("additional_tools", structural("id"), [.at("tools[*]", "tool")]),
      (
        "configuration_update",
        rows(
          json(.prose, "text.format.schema"), text(.prose, "text.format.description"),
          structural("id", "text.format.name")),
        []
      ),
      (
        "reasoning", rows(opaque("encrypted_content"), structural("id")),
        [.at("summary[*]", "reasoning_part"), .at("content[*]", "reasoning_part")]
      ),
      ("compaction", rows(opaque("encrypted_content"), structural("id", "created_by")), []),
      ("compaction_trigger", structural("id"), []),
      ("item_reference", structural("id"), []),
      (
        "image_generation_call",
        rows(
          opaque("result"), text(.error, "error.message"), text(.hosted, "revised_prompt"),
          structural(
            "id", "error.code", "error.param", "error.type",
            "error.moderation_details.categories[*]", "size", "svg_usage.model"),
          number(
            "svg_usage.input_tokens", "svg_usage.output_tokens", "svg_usage.reasoning_tokens",
            "svg_usage.total_tokens")),
        []
      ),
      (
        "code_interpreter_call",
        rows(
          text(.hosted, "code", "outputs[*].logs", "outputs[*].url"),
          structural("id", "container_id")),
        []
      ),
      (
        "local_shell_call",
        rows(
          text(
            .shell, "action.command[*]", "action.env.*", "action.env{keys}", "action.user",
            "action.working_directory"),
          number("action.timeout_ms"), call),
        []
      ),
      ("local_shell_call_output", rows(text(.sourceIfWhole, .prose, "output"), call), []),
      (
        "shell_call",
        rows(
          text(.shell, "action.commands[*]"),
          text(.prose, "environment.skills[*].description", "environment.skills[*].path"),
          structural("environment.skills[*].name", "environment.container_id"),
          number("action.max_output_length", "action.timeout_ms"), call),
        []
      ),
      (
        "shell_call_output",
        rows(
          text(.sourceIfSentWhole, .prose, "output[*].stderr", "output[*].stdout"), call,
          structural("output[*].created_by"),
          number("max_output_length", "output[*].outcome.exit_code")),
        []
      ),
      (
        "apply_patch_call",
        rows(text(.patch, .arguments, "operation.diff", "operation.path"), call), []
      ),
      ("apply_patch_call_output", rows(text(.sourceIfWhole, .prose, "output"), call), []),
      (
        "mcp_list_tools",
        rows(
          json(.hosted, "tools[*].input_schema", "tools[*].annotations"),
          text(.hosted, "tools[*].description"), text(.error, "error"),
          structural("id", "server_label", "tools[*].name")),
        []
      ),
      (
        "mcp_approval_request",
        rows(
          text(.source, .hosted, "arguments"), structural("id", "name", "server_label")), []
      ),
      (
        "mcp_approval_response",
        rows(text(.prose, "reason"), structural("id", "approval_request_id")), []
      ),
      (
        "mcp_call",
        rows(
          text(.source, .hosted, "arguments"), text(.error, "error", "error.message"),
          json(.error, "error.content"), text(.sourceIfWhole, .hosted, "output"),
          structural("id", "name", "server_label", "approval_request_id"),
          number("error.code")),
        []
      ),
      (
        "custom_tool_call",
        rows(text(.arguments, "input"), call, structural("name", "namespace")), []
      ),
      (
        "custom_tool_call_output", rows(text(.sourceIfWhole, .prose, "output"), call),
        [.at("output[*]", "tool_output_part")]
      ),
      ("program", rows(text(.hosted, "code"), opaque("fingerprint"), call), []),
      ("program_output", rows(text(.sourceIfWhole, .hosted, "result"), call), []),
      // Items of the beta for several agents.
      (
        "multi_agent_call",
        rows(text(.source, .arguments, "arguments"), call, structural("name")), []
      ),
      ("multi_agent_call_output", call, [.at("output[*]", "part")]),
      ("agent_message", structural("id"), [.at("content[*]", "part")]),
    ],
    untypedVariant: "message")

  /// A part of what a tool gave back.
  static let toolOutputPart = Shape(
    name: "tool_output_part",
    rows: rows(
      text(.sourceIfWhole, .prose, "text"), text(.prose, "filename"),
      all(.fetchableOrData, "image_url"), all(.fileData, "file_data"),
      all(.fetchableURL, "file_url"), structural("file_id")))
}
