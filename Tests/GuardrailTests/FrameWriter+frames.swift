import TestSupport

/// The frames and items of the Responses API.
extension FrameWriter {
  mutating func root() {
    switch random.below(8) {
    case 0, 1, 2: object([("type", named("response.create"))] + request())
    case 3:
      object([
        ("type", named("response.create")), ("stream_id", named("lane-1")),
        ("response", { $0.object($0.request()) }),
      ])
    case 4:
      object([
        ("type", named("response.steer")), ("previous_response_id", named("resp_1")),
        ("input", input),
      ])
    case 5:
      object([
        ("input", input), ("type", named("response.inject")), ("response_id", named("resp_1")),
      ])
    case 6: object([("type", named("session.update")), ("session", { $0.mapping(depth: 0) })])
    default: mapping(depth: 0)
    }
  }

  func named(_ text: String) -> Write { { $0.name(text) } }

  private var input: Write {
    { $0.random.once(in: 4) ? $0.text() : $0.list($0.random.below(5)) { $0.item() } }
  }

  private mutating func request() -> [(String, Write)] {
    var members: [(String, Write)] = [("model", named("gpt-4o")), ("input", input)]
    let more: [(String, Write)] = [
      ("instructions", { $0.text() }),
      ("metadata", { $0.mapping(depth: 3) }),
      ("tools", { $0.list($0.random.below(3)) { $0.tool() } }),
      (
        "prompt",
        { $0.object([("id", $0.named("pmpt_1")), ("variables", { $0.mapping(depth: 4) })]) }
      ),
      ("temperature", { $0.raw("0.70") }),
      ("max_output_tokens", { $0.raw("12345678901") }),
      (
        "text",
        {
          $0.object([
            (
              "format",
              {
                $0.object([
                  ("type", $0.named("json_schema")), ("name", $0.named("answer")),
                  ("schema", { $0.mapping(depth: 1) }),
                ])
              }
            )
          ])
        }
      ),
    ]
    for member in more where random.once(in: 3) { members.append(member) }
    return members.shuffled(using: &random)
  }

  private mutating func tool() {
    object([
      ("type", named("function")), ("name", named("look_up")), ("description", { $0.text() }),
      ("parameters", { $0.mapping(depth: 1) }),
    ])
  }

  private mutating func item() {
    func kind(_ type: String, _ members: [(String, Write)]) -> Write {
      { $0.object([("type", $0.named(type)), ("id", $0.named("item_1"))] + members) }
    }
    let text: Write = { $0.text() }
    let source: Write = { $0.source() }
    let parts: Write = { $0.list($0.random.below(3)) { $0.part() } }
    let kinds: [Write] = [
      text,
      kind("message", [("role", named("user")), ("content", text)]),
      kind("message", [("role", named("user")), ("content", parts)]),
      { $0.object([("role", $0.named("developer")), ("content", parts)]) },
      kind(
        "function_call", [("name", named("f")), ("call_id", named("c")), ("arguments", source)]),
      kind("function_call_output", [("call_id", named("c")), ("output", text)]),
      kind("function_call_output", [("call_id", named("c")), ("output", source)]),
      kind("function_call_output", [("call_id", named("c")), ("output", parts)]),
      kind("custom_tool_call", [("name", named("edit")), ("input", text)]),
      kind(
        "reasoning",
        [
          ("encrypted_content", named("gAAAA/opaque+1==")),
          (
            "summary",
            { $0.list(1) { $0.object([("type", $0.named("summary_text")), ("text", text)]) } }
          ),
        ]),
      kind(
        "local_shell_call",
        [
          ("call_id", named("c")),
          (
            "action",
            {
              $0.object([
                ("type", $0.named("exec")), ("command", { $0.list(2) { $0.text() } }),
                ("env", { $0.mapping(depth: 4) }),
              ])
            }
          ),
        ]),
      kind(
        "shell_call_output",
        [("output", { $0.list(1) { $0.object([("stdout", source), ("stderr", text)]) } })]),
      kind("file_search_call", [("queries", { $0.list(2) { $0.text() } })]),
      kind("mcp_call", [("arguments", source), ("output", source), ("error", text)]),
      kind("a_future_item", [("payload", { $0.anything(depth: 0) }), ("text", text)]),
      { $0.mapping(depth: 0) },
    ]
    random.pick(kinds)(&self)
  }

  private mutating func part() {
    let type = random.pick(["input_text", "output_text", "refusal", "a_future_part"])
    object([
      ("type", named(type)), (type == "refusal" ? "refusal" : "text", { $0.text() }),
    ])
  }
}
