/// What to do with a frame that was received.
public struct Outcome: Sendable, Equatable {
  /// What goes on in place of the frame.
  public enum Disposition: Sendable, Equatable {
    /// The frame goes on as it came: the same bytes.
    case forward
    /// These bytes go on.
    case replace([UInt8])
    /// The frame goes nowhere; the client gets these bytes.
    case refuse([UInt8])
    /// The frame goes nowhere.
    case drop
  }

  /// Frames that go out first, to where the frame would go: text that was held.
  public var before: [[UInt8]]
  /// The frame itself.
  public var frame: Disposition

  /// The frame as it came.
  public static let forward = Outcome(before: [], frame: .forward)
}
