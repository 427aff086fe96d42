/// What was expected of a conversation, and what came of it.
public enum Expectation: Sendable, Equatable {
  /// Nothing is expected: there is no file.
  case none
  /// It is as expected.
  case met
  /// It differs.
  case differs(TranscriptDifference)
  /// The expected transcript was written.
  case written
}

extension ConversationResult {
  /// The result for people, a line for each thing that there is to say.
  ///
  /// - Parameters:
  ///   - file: The name of the conversation.
  ///   - expectation: What was expected.
  public func text(_ file: String, _ expectation: Expectation) -> String {
    let verdict = isClean && !expectation.isFailure ? "ok" : "FAILED"
    var lines = ["\(file): \(verdict), \(lines) lines in, \(outputLines) out"]
    func add(_ what: String, _ text: String) {
      if !text.isEmpty { lines.append("  \(what): \(text)") }
    }
    add("masked", Self.text(masked))
    add("the model's own", Self.text(ofModel))
    add("restored", Self.text(restored))
    add("kept as tokens", Self.text(kept))
    if !held.isEmpty { add("held", "\(Self.text(held)); at most \(mostHeldBytes) bytes at once") }
    add("refused", Self.text(refused))
    if unknownTokens > 0 { add("tokens that nobody issued", "\(unknownTokens)") }
    add("to the backend", Self.text(backend))
    add("doubtful to the backend", Self.text(backend.doubtful))
    if let client {
      add("to the client", Self.text(client))
      add("doubtful to the client", Self.text(client.doubtful))
    }
    if comparedTexts > 0 {
      let unlike = unlikeTexts.values.reduce(0, +)
      let places = unlike > 0 ? ": " + Self.text(unlikeTexts) : ""
      add("deltas and what ends them", "\(comparedTexts) compared, \(unlike) unlike\(places)")
    }
    add("expected transcript", expectation.text)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(_ side: SideFindings) -> String {
    var text =
      "\(side.rescanned.total) found again, \(side.valuesFound) of \(side.searched) values"
    if !side.rescanned.isEmpty { text += "; found again: \(Self.text(side.rescanned))" }
    if !side.values.isEmpty { text += "; values: \(Self.text(side.values))" }
    if side.unscanned > 0 { text += "; \(side.unscanned) texts cannot be scanned" }
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
  /// Whether something else came than was expected.
  public var isFailure: Bool {
    if case .differs = self { true } else { false }
  }

  fileprivate var text: String {
    switch self {
    case .none: "none beside it"
    case .met: "as expected"
    case .written: "written"
    case .differs(let difference):
      "differs at line \(difference.line)"
        + (difference.path.isEmpty ? "" : ", \(difference.path)")
        + ": \(Self.length(difference.expected)) expected, \(Self.length(difference.found)) found"
    }
  }

  private static func length(_ bytes: Int?) -> String { bytes.map { "\($0) bytes" } ?? "nothing" }
}
