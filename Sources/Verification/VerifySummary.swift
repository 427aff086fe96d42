internal import Recognizers

/// What became of all conversations of a run, in one line.
public struct VerifySummary: Sendable {
  private var count = 0
  /// Conversations in which something got through or is not as expected.
  public private(set) var failed = 0
  private var unread = 0
  private var checked = 0
  private var withExpected = 0
  private var withoutExpected = 0
  private var doubtful = 0
  private var allowed: [String: Int] = [:]

  /// Of no conversation yet.
  public init() {}

  /// Adds a conversation.
  ///
  /// - Parameter isRead: Whether it was read as a whole.
  public mutating func add(
    _ result: ConversationResult, _ expectation: Expectation, isRead: Bool
  ) {
    count += 1
    if !result.isClean || expectation.isFailure { failed += 1 }
    if !isRead { unread += 1 }
    if result.lines > 0 { checked += 1 }
    if isRead {
      switch expectation {
      case .none, .missing: withoutExpected += 1
      case .met, .differs, .written, .notWritten: withExpected += 1
      }
    }
    doubtful += result.doubtful
    allowed.merge(result.allowed, uniquingKeysWith: +)
  }

  /// The line, with its end.
  public var text: String {
    var parts: [String] = []
    if failed > 0 { parts.append("\(failed) failed") }
    if unread > 0 { parts.append("\(unread) not read to the end") }
    let names = allowed.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      .joined(separator: ", ")
    if !parts.isEmpty {
      if !names.isEmpty { parts.append("allowed: \(names)") }
    } else if checked == 0 {
      parts.append("nothing to check")
    } else {
      parts.append("nothing got through" + (names.isEmpty ? "" : " but what is allowed: \(names)"))
    }
    var text = "\(count.counted("conversation")), \(parts.joined(separator: ", "))"
    if withExpected > 0, withoutExpected > 0 {
      text += "; \(withoutExpected) without expected transcript"
    }
    if doubtful > 0 {
      text +=
        "; doubtful, and no error: \(doubtful) below \(RecognizerSet.threshold) or of rules that are "
        + "off"
    }
    return text + "\n"
  }
}
