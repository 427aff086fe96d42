/// Why bytes are not a frame that can be read, and where. Never holds text of the frame.
public struct FrameError: Error, Sendable, Equatable {
  /// The rule that the bytes break.
  public enum Rule: String, Sendable, CaseIterable {
    /// Not JSON by the grammar of RFC 8259.
    case malformed = "malformed_json"
    /// A string is not UTF-8. (Outside of strings any byte above ASCII is malformed.)
    case invalidUTF8 = "invalid_utf8"
    /// A whole JSON text that is no object.
    case notAnObject = "not_an_object"
    /// Deeper than `FrameLimits.depth`.
    case tooDeep = "too_deep"
    /// Longer than `FrameLimits.frameBytes`.
    case tooLarge = "frame_too_large"
    /// More values than `FrameLimits.values`.
    case tooManyValues = "too_many_values"
    /// An object names a key twice.
    case duplicateKey = "duplicate_key"
  }

  /// The rule that is broken.
  public let rule: Rule
  /// Where, as an offset in bytes from the start of the frame.
  public let offset: Int

  /// An error of that rule at that offset in bytes.
  public init(_ rule: Rule, at offset: Int) {
    self.rule = rule
    self.offset = offset
  }
}
