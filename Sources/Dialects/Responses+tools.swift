/// Definitions of tools.
extension Responses {
  private static let schema = json(.prose, "parameters", "output_schema")
  private static let place = rows(
    text(.prose, "user_location.city", "user_location.region"),
    structural(
      "filters.allowed_domains[*]", "user_location.country", "user_location.timezone"))

  private static func network(_ path: String) -> [Row] {
    rows(
      opaque("\(path).network_policy.domain_secrets[*].value"),
      structural(
        "\(path).network_policy.domain_secrets[*].domain",
        "\(path).network_policy.domain_secrets[*].name",
        "\(path).network_policy.allowed_domains[*]", "\(path).file_ids[*]"))
  }

  /// Rows that only one kind of tool has, but that no other kind uses otherwise: an entry of a
  /// tool list that names no type, or a new one, is read by them.
  static let tool = Shape(
    name: "tool",
    rows: rows(
      structural("name"), text(.prose, "description"),
      number(
        "display_height", "display_width", "frame_count", "frame_duration_ms", "max_num_results",
        "output_compression", "partial_images", "ranking_options.hybrid_search.embedding_weight",
        "ranking_options.hybrid_search.text_weight", "ranking_options.score_threshold")),
    inclusions: [.at("tools[*]", "tool")],
    variants: [
      ("function", schema, []),
      (
        "file_search",
        rows(
          text(
            .prose, "filters.key", "filters.value", "filters.value[*]", "filters.filters[*].key",
            "filters.filters[*].value", "filters.filters[*].value[*]"),
          json(.prose, "filters.filters[*]"), structural("vector_store_ids[*]")),
        []
      ),
      ("computer", [], []),
      ("computer_use_preview", [], []),
      ("web_search", place, []),
      ("web_search_2025_08_26", place, []),
      ("web_search_preview", place, []),
      ("web_search_preview_2025_03_11", place, []),
      (
        "mcp",
        rows(
          opaque("authorization"), all(.header, "headers.*"),
          text(.prose, "server_description"), all(.fetchableURL, "server_url"),
          structural(
            "server_label", "allowed_tools[*]", "allowed_tools.tool_names[*]", "headers{keys}",
            "require_approval.always.tool_names[*]", "require_approval.never.tool_names[*]",
            "tunnel_id")),
        []
      ),
      ("code_interpreter", rows(structural("container"), network("container")), []),
      ("programmatic_tool_calling", [], []),
      (
        "image_generation",
        rows(
          all(.fetchableOrData, "input_image_mask.image_url"),
          structural("input_image_mask.file_id", "model", "size", "svg.model")),
        []
      ),
      ("local_shell", [], []),
      (
        "shell",
        rows(
          network("environment"),
          text(.prose, "environment.skills[*].description", "environment.skills[*].path"),
          opaque("environment.skills[*].source.data"),
          structural(
            "environment.skills[*].skill_id", "environment.skills[*].version",
            "environment.skills[*].name", "environment.container_id")),
        []
      ),
      ("custom", text(.prose, "format.definition"), []),
      ("namespace", [], []),
      ("tool_search", json(.prose, "parameters"), []),
      ("apply_patch", [], []),
    ])
}
