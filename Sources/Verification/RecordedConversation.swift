public import Guardrail

/// Files of recorded conversations: `NAME.ndjson`, and beside it what is expected of it.
public enum RecordedConversation {
  private static let suffix = ".ndjson"
  private static let expectedSuffix = ".expected.ndjson"

  /// Whether a file of a folder is a recorded conversation, by its name.
  public static func isOne(_ name: String) -> Bool {
    name.hasSuffix(suffix) && !name.hasSuffix(expectedSuffix)
  }

  /// The file that holds what is expected: `NAME.expected.ndjson`, with the way in which output is
  /// masked before `expected`, and how the client's own values are treated where that is not what
  /// goes with it.
  public static func expectedFile(of path: String, _ settings: Settings) -> String {
    let name = path.hasSuffix(suffix) ? String(path.dropLast(suffix.count)) : path
    guard settings.outputMasking != .off else { return name + expectedSuffix }
    var mode = settings.outputMasking.rawValue
    if let own = settings.ownValues, own != settings.usualOwnValues { mode += "-" + own.rawValue }
    return name + "." + mode + expectedSuffix
  }
}
