public import FrameJSON
public import Recognizers

/// What a guardrail is set to do, and its limits.
public struct Settings: Sendable {
  /// Limits of a frame.
  public var frame = FrameLimits()
  /// Limits of matching.
  public var match = MatchLimits()
  /// The models that a client may use; one is enforced, several are an allow list, none allows any.
  public var models: [String] = []
  /// Whether frames pass untouched and findings are only counted.
  public var isReportOnly = false
  /// Most streams of text of one connection that are followed at once. Without it a backend that
  /// never ends a stream could take all memory. At the limit the oldest stream is let go: what was
  /// held of it goes out as it is. Default 1,024: 16 responses with 64 parts each.
  public var streams = 1_024
  /// Most lanes of one connection that are followed. Without it a backend could name lanes for
  /// ever. At the limit the oldest lane is forgotten. Default 64: twice what the API allows.
  public var lanes = 64

  /// The defaults.
  public init() {}
}
