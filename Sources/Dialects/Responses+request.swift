/// Client frames.
extension Responses {
  private static let promptVariables = rows(
    text(.prose, "prompt.variables.*", "prompt.variables.*.text", "prompt.variables.*.filename"),
    text(.prose, "prompt.variables{keys}"),
    all(.fetchableOrData, "prompt.variables.*.image_url"),
    all(.fileData, "prompt.variables.*.file_data"),
    all(.fetchableURL, "prompt.variables.*.file_url"),
    structural("prompt.variables.*.file_id", "prompt.id", "prompt.version"))

  /// What a request says and a response echoes.
  static let shared = rows(
    text(.prose, "instructions", "metadata.*", "metadata{keys}", "text.format.description"),
    json(.prose, "text.format.schema"), promptVariables,
    text(.identity, .prose, "user", "safety_identifier", "prompt_cache_key"),
    structural(
      "conversation.id", "model", "previous_response_id", "reasoning.mode", "text.format.name",
      "tool_choice.name", "tool_choice.server_label",
      "prompt_cache_options.comparison_response_id", "moderation.model"),
    json(.prose, "tool_choice.tools[*]"),
    number("max_output_tokens", "max_tool_calls", "temperature", "top_logprobs", "top_p"))

  /// The fields of `response.create`, at the top or under `response`.
  static let request = Shape(
    name: "request",
    rows: rows(
      shared, text(.prose, "input"),
      structural("conversation", "stream_id", "context_management[*].type"),
      number("context_management[*].compact_threshold")),
    inclusions: [.at("input[*]", "item"), .at("tools[*]", "tool")])

  /// Frames by type. Any other is read by the generic walk.
  static let clientFrames: [Event] = [
    Event(
      type: "response.create", rows: structural("type"),
      inclusions: [.at("", "request"), .at("response", "request")]),
    Event(
      type: "response.steer",
      rows: rows(
        text(.prose, "input"), structural("type", "previous_response_id", "stream_id")),
      inclusions: [.at("input[*]", "item")]),
    Event(
      type: "response.inject",
      rows: rows(
        text(.prose, "input"),
        structural("type", "previous_response_id", "response_id", "stream_id")),
      inclusions: [.at("input[*]", "item")]),
    Event(type: "response.processed", rows: structural("type", "response_id", "stream_id")),
  ]
}
