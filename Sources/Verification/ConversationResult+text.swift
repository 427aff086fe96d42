extension ConversationResult {
  /// The result for people, a line for each thing that there is to say.
  ///
  /// - Parameters:
  ///   - file: The name of the conversation.
  ///   - expectation: What was expected.
  ///   - fault: Why it was read no further; nil if it was read as a whole.
  public func text(_ file: String, _ expectation: Expectation, fault: String? = nil) -> String {
    let isOK = isClean && !expectation.isFailure
    let verdict =
      !isOK ? "FAILED" : fault != nil ? "not read" : lines == 0 ? "nothing to check" : "ok"
    let counts = lines.counted("line") + (isRecord ? " of a record" : " in, \(outputLines) out")
    var lines = ["\(file): \(verdict), \(counts)"]
    if let fault {
      lines.append("  \(fault)")
      if self.lines == 0 { return lines.joined(separator: "\n") + "\n" }
    }
    func add(_ what: String, _ text: String) {
      if !text.isEmpty { lines.append("  \(what): \(text)") }
    }
    add("masked", Self.text(masked))
    add("the model's own", Self.text(ofModel))
    add("restored", Self.text(restored))
    add("kept as tokens", Self.text(kept))
    if !held.isEmpty {
      add(
        "held",
        "\(Self.text(held)); at most \(mostHeldBytes.counted("byte")) at once on one connection")
    }
    add("refused", Self.text(refused))
    if unknownTokens > 0 { add("tokens that nobody issued", "\(unknownTokens)") }
    for (side, name) in [(backend, "backend"), (client, "client")] {
      guard let side else { continue }
      add("to the \(name)", Self.text(side, searches: !isRecord))
      add("allowed to the \(name)", Self.text(side.allowed))
      add("doubtful to the \(name)", Self.text(side.doubtful))
    }
    if comparedTexts > 0 {
      let unlike = unlikeTexts.values.reduce(0, +)
      let places = unlike > 0 ? ": " + Self.text(unlikeTexts) : ""
      add("deltas and what ends them", "\(comparedTexts) compared, \(unlike) unlike\(places)")
    }
    if !isRecord, fault == nil { lines.append("  \(expectation.text)") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(_ side: SideFindings, searches: Bool) -> String {
    var text = "\(side.rescanned.total) found again"
    if searches { text += ", \(side.valuesFound) of \(side.searched.counted("value"))" }
    if !side.rescanned.isEmpty { text += "; found again: \(Self.text(side.rescanned))" }
    if !side.values.isEmpty { text += "; values: \(Self.text(side.values))" }
    if side.unscanned > 0 { text += "; \(side.unscanned.counted("text")) cannot be scanned" }
    return text
  }

  private static func text(_ counts: PathCounts) -> String {
    counts.sorted { $0.key < $1.key }
      .map { name, paths in
        let places = paths.filter { !$0.key.isEmpty }
        return "\(name) \(paths.values.reduce(0, +))"
          + (places.isEmpty ? "" : " (\(text(places)))")
      }.joined(separator: ", ")
  }

  private static func text(_ counts: [String: Int]) -> String {
    counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }
}

extension Expectation {
  fileprivate var text: String {
    switch self {
    case .none: "no expected transcript"
    case .missing: "no expected transcript, and one is required: --update writes it"
    case .met: "expected transcript: as expected"
    case .written: "expected transcript: written"
    case .notWritten: "expected transcript: not written, because something got through"
    case .differs(let difference):
      "expected transcript: differs at line \(difference.line)"
        + (difference.path.isEmpty ? "" : ", \(difference.path)")
        + ": \(Self.length(difference.expected)) expected, \(Self.length(difference.found)) found"
    }
  }

  private static func length(_ bytes: Int?) -> String { bytes?.counted("byte") ?? "nothing" }
}

extension Int {
  /// The number and what there is of it: `1 line`, `2 lines`.
  public func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
