internal import FrameJSON

extension ConversationResult {
  /// The result as one line of JSON, keys in order.
  ///
  /// - Parameters:
  ///   - file: The name of the conversation.
  ///   - expectation: What was expected.
  ///   - fault: Why it was read no further, and after which line; nil if it was read as a whole.
  public func json(
    _ file: String, _ expectation: Expectation, fault: (line: Int?, message: String)? = nil
  ) -> String {
    let isOK = isClean && !expectation.isFailure && fault == nil
    let members: [(String, String)] = [
      ("file", Self.quoted(file)), ("ok", "\(isOK)"), ("error", Self.object(fault)),
      ("lines", "\(lines)"),
      ("output_lines", "\(outputLines)"), ("masked", Self.object(masked)),
      ("of_model", Self.object(ofModel)), ("restored", Self.object(restored)),
      ("kept", Self.object(kept)),
      ("held", Self.object(held)), ("most_held_bytes", "\(mostHeldBytes)"),
      ("refused", Self.object(refused)), ("unknown_tokens", "\(unknownTokens)"),
      ("to_backend", Self.object(backend)),
      ("to_client", client.map { Self.object($0) } ?? "null"),
      ("compared_texts", "\(comparedTexts)"), ("unlike_texts", Self.object(unlikeTexts)),
      ("expected", Self.object(expectation)),
    ]
    return Self.object(members)
  }

  private static func object(_ side: SideFindings) -> String {
    object([
      ("found_again", "\(side.rescanned.total)"), ("found_again_at", object(side.rescanned)),
      ("values_found", "\(side.valuesFound)"), ("values_found_at", object(side.values)),
      ("values_searched", "\(side.searched)"), ("doubtful", object(side.doubtful)),
      ("allowed", object(side.allowed)), ("unscanned", "\(side.unscanned)"),
    ])
  }

  private static func object(_ fault: (line: Int?, message: String)?) -> String {
    guard let fault else { return "null" }
    return object([
      ("line", fault.line.map { "\($0)" } ?? "null"), ("message", quoted(fault.message)),
    ])
  }

  private static func object(_ expectation: Expectation) -> String {
    switch expectation {
    case .none: return "null"
    case .missing: return object([("outcome", quoted("missing"))])
    case .met: return object([("outcome", quoted("met"))])
    case .written: return object([("outcome", quoted("written"))])
    case .notWritten: return object([("outcome", quoted("not_written"))])
    case .differs(let difference):
      return object([
        ("outcome", quoted("differs")), ("line", "\(difference.line)"),
        ("path", quoted(difference.path)),
        ("expected_bytes", difference.expected.map { "\($0)" } ?? "null"),
        ("found_bytes", difference.found.map { "\($0)" } ?? "null"),
      ])
    }
  }

  private static func object(_ counts: PathCounts) -> String {
    object(counts.sorted { $0.key < $1.key }.map { ($0.key, object($0.value)) })
  }

  private static func object(_ counts: [String: Int]) -> String {
    object(counts.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") })
  }

  private static func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
  }

  private static func quoted(_ text: String) -> String {
    var bytes = [UInt8(ascii: "\"")]
    JSONString.encode(Array(text.utf8).span, into: &bytes)
    bytes.append(UInt8(ascii: "\""))
    return String(decoding: bytes, as: UTF8.self)
  }
}
