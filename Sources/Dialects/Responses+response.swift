/// The response object that events carry.
extension Responses {
  private static let failure = rows(
    text(
      .error, "error.message", "error.misalignment.detailed_explanation",
      "error.misalignment.steer.message"),
    opaque("error.misalignment.review_target"),
    structural("error.misalignment.error_type", "error.param", "error.type", "error.code"))

  private static let moderation = ["moderation.input", "moderation.output"].flatMap { side in
    rows(
      text(.error, "\(side).message"),
      structural(
        "\(side).categories{keys}", "\(side).category_applied_input_types{keys}",
        "\(side).category_scores{keys}", "\(side).model", "\(side).code"),
      number("\(side).category_scores.*"))
  }

  private static let usage = number(
    "completed_at", "created_at", "prompt_cache_diagnostics.cache_missed_tokens",
    "prompt_cache_diagnostics.comparison_reusable_tokens", "tool_usage.image_gen.cached_tokens",
    "tool_usage.image_gen.cached_tokens_details.cached_image_tokens",
    "tool_usage.image_gen.cached_tokens_details.cached_text_tokens",
    "tool_usage.image_gen.input_tokens",
    "tool_usage.image_gen.input_tokens_details.image_tokens",
    "tool_usage.image_gen.input_tokens_details.text_tokens",
    "tool_usage.image_gen.output_tokens",
    "tool_usage.image_gen.output_tokens_details.image_tokens",
    "tool_usage.image_gen.output_tokens_details.text_tokens", "tool_usage.image_gen.total_tokens",
    "tool_usage.web_search.num_requests", "usage.input_tokens",
    "usage.input_tokens_details.cache_write_tokens",
    "usage.input_tokens_details.cache_write_tokens_details.ttl_12h_tokens",
    "usage.input_tokens_details.cache_write_tokens_details.ttl_30m_tokens",
    "usage.input_tokens_details.cached_tokens", "usage.output_tokens",
    "usage.output_tokens_details.reasoning_tokens", "usage.total_tokens")

  static let response = Shape(
    name: "response",
    rows: rows(
      shared, failure, moderation, usage, structural("id", "input_transformations[*].id")),
    inclusions: [
      .at("instructions[*]", "item", echo: true), .at("output[*]", "item"),
      .at("tools[*]", "tool", echo: true),
    ])

  /// The error of an event that stands alone.
  static let errorEvent = rows(
    failure, structural("error.headers{keys}", "error.headers.*", "stream_id"),
    text(.error, "message"))
}
