internal import FrameJSON

/// The types of item that have events of their own between `added` and `done`.
enum ItemKind: String {
  case message
  case reasoning
  case functionCall = "function_call"
  case customToolCall = "custom_tool_call"
  case mcpCall = "mcp_call"
  case mcpListTools = "mcp_list_tools"
  case codeInterpreterCall = "code_interpreter_call"
  case webSearchCall = "web_search_call"
  case fileSearchCall = "file_search_call"
  case imageGenerationCall = "image_generation_call"
  case shellCall = "shell_call"
  case applyPatchCall = "apply_patch_call"
  case compaction
}

/// The events of one item.
extension EventSource {
  /// The events of the item at that index of the tape, in their order.
  func steps(ofItem item: Int, outputIndex: Int) -> [EventStep] {
    let index = EventStep.Member("output_index", .number(outputIndex))
    let kind = type(of: item).flatMap(ItemKind.init)
    let started = spliced(tape.values[item].range, startedEdits(item, kind))
    var steps = [EventStep("response.output_item.added", [index, .init("item", .made(started))])]
    if let kind, let id = member(.id, of: item) {
      steps += inner(item, kind, [.init("item_id", .raw(whole(id))), index])
    }
    steps.append(
      EventStep(
        "response.output_item.done", [index, .init("item", .raw(tape.values[item].range))]))
    return steps
  }

  /// What an item has not got when it is added. Ciphertext stays: it cannot be empty.
  private func startedEdits(_ item: Int, _ kind: ItemKind?) -> [Edit] {
    let status: (MemberName, String) = (.status, "\"in_progress\"")
    switch kind {
    case .message: return edits(of: item, [status, (.content, "[]")])
    case .reasoning: return edits(of: item, [status, (.summary, "[]"), (.content, "[]")])
    case .functionCall: return edits(of: item, [status, (.arguments, "\"\"")])
    case .customToolCall: return edits(of: item, [status, (.input, "\"\"")])
    case .mcpCall:
      return edits(
        of: item, [status, (.arguments, "\"\""), (.output, "null"), (.error, "null")])
    case .mcpListTools: return edits(of: item, [status, (.tools, "[]"), (.error, "null")])
    case .codeInterpreterCall:
      return edits(of: item, [status, (.code, "\"\""), (.outputs, "[]")])
    case .webSearchCall:
      return edits(of: item, [status]) + edits(emptying: value(.action, of: item, .object))
    case .fileSearchCall: return edits(of: item, [status, (.queries, "[]"), (.results, "null")])
    case .imageGenerationCall: return edits(of: item, [status, (.result, "null")])
    case .shellCall:
      let action = value(.action, of: item, .object)
      return edits(of: item, [status])
        + (action.map { edits(of: $0, [(.commands, "[]")]) } ?? [])
    case .applyPatchCall:
      let operation = value(.operation, of: item, .object)
      return edits(of: item, [status])
        + (operation.map { edits(of: $0, [(.diff, "\"\"")]) } ?? [])
    case .compaction: return []
    case nil: return edits(of: item, [status])
    }
  }

  /// The events between `added` and `done`.
  private func inner(
    _ item: Int, _ kind: ItemKind, _ place: [EventStep.Member]
  ) -> [EventStep] {
    func progress(_ states: String..., then ended: [EventStep] = []) -> [EventStep] {
      let ends = hasFailed(item) ? "failed" : "completed"
      let isKnownEnd = ends == "completed" || kind == .mcpCall || kind == .mcpListTools
      let last = hasEnded(item) && isKnownEnd ? [ends] : []
      let steps = { (states: [String]) in
        states.map { EventStep("response.\(kind.rawValue).\($0)", place) }
      }
      return steps(states) + ended + steps(last)
    }
    switch kind {
    case .message, .reasoning: return parts(of: item, place)
    case .functionCall:
      return text(.arguments, of: item, "function_call_arguments", "arguments", place)
    case .customToolCall:
      return text(.input, of: item, "custom_tool_call_input", "input", place)
    case .mcpCall:
      let arguments = text(.arguments, of: item, "mcp_call_arguments", "arguments", place)
      return progress("in_progress", then: arguments)
    case .codeInterpreterCall:
      let code = text(.code, of: item, "code_interpreter_call_code", "code", place)
      let interpreting = EventStep("response.code_interpreter_call.interpreting", place)
      return progress("in_progress", then: code + [interpreting])
    case .webSearchCall, .fileSearchCall: return progress("in_progress", "searching")
    case .imageGenerationCall: return progress("in_progress", "generating")
    case .mcpListTools: return progress("in_progress")
    case .shellCall: return commands(of: item, place)
    case .applyPatchCall:
      guard let operation = value(.operation, of: item, .object) else { return [] }
      return text(.diff, of: operation, "apply_patch_call_operation_diff", "diff", place)
    case .compaction: return [EventStep("response.compaction.compacting", place)]
    }
  }

  private func hasFailed(_ item: Int) -> Bool {
    if let status = value(.status, of: item, .string),
      tape.isString(.failed, at: status, in: bytes.span)
    {
      return true
    }
    guard let error = member(.error, of: item) else { return false }
    return tape.values[error].kind != .null
  }

  /// Whether a hosted call came to an end. One without `status` did.
  private func hasEnded(_ item: Int) -> Bool {
    guard let status = value(.status, of: item, .string) else { return true }
    return tape.isString(.completed, at: status, in: bytes.span) || hasFailed(item)
  }

  /// The commands of a shell call. Their events do not name the item.
  private func commands(of item: Int, _ place: [EventStep.Member]) -> [EventStep] {
    guard let action = value(.action, of: item, .object) else { return [] }
    let commands = children(of: value(.commands, of: action, .array))
    return commands.enumerated().flatMap { number, command -> [EventStep] in
      guard tape.values[command].kind == .string else { return [] }
      let place = place.dropFirst() + [.init("command_index", .number(number))]
      let family = "response.shell_call_command"
      let added = EventStep(
        "\(family).added", place + [.init("command", .made(Array("\"\"".utf8)))])
      return [added] + stream(command, "shell_call_command", "command", Array(place))
    }
  }

  private func text(
    _ name: MemberName, of object: Int, _ family: String, _ field: String,
    _ place: [EventStep.Member]
  ) -> [EventStep] {
    guard let text = value(name, of: object, .string) else { return [] }
    return stream(text, family, field, place)
  }

  /// The deltas of a string and the event that repeats it.
  func stream(
    _ text: Int, _ family: String, _ field: String, _ place: [EventStep.Member]
  ) -> [EventStep] {
    var deltas = EventStep("response.\(family).delta", place)
    deltas.deltas = tape.values[text].range
    let done = EventStep("response.\(family).done", place + [.init(field, .raw(whole(text)))])
    return tape.values[text].range.isEmpty ? [done] : [deltas, done]
  }
}
