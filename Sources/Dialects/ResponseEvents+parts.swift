internal import FrameJSON

/// The events of the parts of a message and of a reasoning item.
extension EventSource {
  /// The events of `summary` and then of `content`.
  func parts(of item: Int, _ place: [EventStep.Member]) -> [EventStep] {
    var steps: [EventStep] = []
    for (number, part) in children(of: value(.summary, of: item, .array)).enumerated() {
      let place = place + [.init("summary_index", .number(number))]
      let text = value(.text, of: part, .string).map {
        stream($0, "reasoning_summary_text", "text", place)
      }
      let started = spliced(tape.values[part].range, edits(of: part, [(.text, "\"\"")]))
      steps += wrapped(part, started, "reasoning_summary_part", text ?? [], place)
    }
    for (number, part) in children(of: value(.content, of: item, .array)).enumerated() {
      steps += content(part, place + [.init("content_index", .number(number))])
    }
    return steps
  }

  private func content(_ part: Int, _ place: [EventStep.Member]) -> [EventStep] {
    switch type(of: part) {
    case "output_text":
      guard let text = value(.text, of: part, .string) else { break }
      let started = spliced(
        tape.values[part].range,
        edits(of: part, [(.text, "\"\""), (.annotations, "[]"), (.logprobs, "[]")]))
      return wrapped(part, started, "content_part", outputText(part, text, place), place)
    case "refusal":
      guard let text = value(.refusal, of: part, .string) else { break }
      let started = spliced(tape.values[part].range, edits(of: part, [(.refusal, "\"\"")]))
      let steps = stream(text, "refusal", "refusal", place)
      return wrapped(part, started, "content_part", steps, place)
    case "reasoning_text":
      guard let text = value(.text, of: part, .string) else { break }
      let started = spliced(tape.values[part].range, edits(of: part, [(.text, "\"\"")]))
      let steps = stream(text, "reasoning_text", "text", place)
      return wrapped(part, started, "content_part", steps, place)
    default: break
    }
    return wrapped(part, Array(bytes[whole(part)]), "content_part", [], place)
  }

  private func outputText(
    _ part: Int, _ text: Int, _ place: [EventStep.Member]
  ) -> [EventStep] {
    var steps = stream(text, "output_text", "text", place)
    let done = steps.removeLast()
    for index in steps.indices { steps[index].hasLogProbabilities = true }
    let annotations = children(of: value(.annotations, of: part, .array))
    for (number, annotation) in annotations.enumerated() {
      let members: [EventStep.Member] = [
        .init("annotation_index", .number(number)), .init("annotation", .raw(whole(annotation))),
      ]
      steps.append(EventStep("response.output_text.annotation.added", place + members))
    }
    let logprobs = value(.logprobs, of: part, .array).map { EventStep.Value.raw(whole($0)) }
    let last = EventStep.Member("logprobs", logprobs ?? .made(Array("[]".utf8)))
    steps.append(EventStep(done.type, done.members + [last]))
    return steps
  }

  /// The events of a part between its `added` and its `done`.
  private func wrapped(
    _ part: Int, _ started: [UInt8], _ family: String, _ steps: [EventStep],
    _ place: [EventStep.Member]
  ) -> [EventStep] {
    let added = EventStep("response.\(family).added", place + [.init("part", .made(started))])
    let done = EventStep("response.\(family).done", place + [.init("part", .raw(whole(part)))])
    return [added] + steps + [done]
  }
}
