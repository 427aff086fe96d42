/// What became of one response, or of a frame that was refused: counts and times for a log, never a
/// text.
public struct ResponseRecord: Sendable, Equatable {
  /// How it ended.
  public enum Outcome: String, Sendable {
    /// With `response.completed`.
    case completed
    /// With `response.incomplete`.
    case incomplete
    /// With `response.failed`.
    case failed
    /// With an `error` event.
    case error
    /// The client frame was refused, and the backend got nothing.
    case refused
    /// The connection closed first.
    case closed
  }

  /// Its lane; empty for the nameless one, `*` for a name that is no id.
  public internal(set) var lane = ""
  /// The model that its frame named, `*` for a name that is no id; nil if it named none.
  public internal(set) var model: String?
  /// How it ended.
  public internal(set) var outcome = Outcome.closed
  /// The rule by which a frame was refused.
  public internal(set) var rule: String?
  /// Values that were masked in its client frames, by entity.
  public internal(set) var masked: [String: Int] = [:]
  /// Tokens that were restored in its events, in deltas and in whole texts alike.
  public internal(set) var restored = 0
  /// What looked like a token in its events and is none of the connection's.
  public internal(set) var unknownTokens = 0
  /// For how long text of its deltas was held back, in all.
  public internal(set) var held = Duration.zero
  /// From its client frame to its first event; nil if there was none.
  public internal(set) var untilFirstEvent: Duration?
  /// From its client frame to its end.
  public internal(set) var total = Duration.zero

  /// When its client frame went out, or the response began that no frame asked for.
  var start: Duration
  var heldSince: Duration?
  /// Whether it was told that its backend is silent.
  var isToldSilent = false

  init(start: Duration) { self.start = start }

  /// Whether its first event has come, and whether something is held.
  var isTimed: (hasBegun: Bool, isHeld: Bool) { (untilFirstEvent != nil, heldSince != nil) }

  mutating func noteEvent(at now: Duration) {
    if untilFirstEvent == nil { untilFirstEvent = now - start }
  }

  mutating func end(_ outcome: Outcome, at now: Duration) {
    if let since = heldSince { held += now - since }
    heldSince = nil
    self.outcome = outcome
    total = now - start
  }

  /// A name of the caller's as it may stand in a log.
  static func loggable(_ name: Span<UInt8>) -> String {
    guard name.count <= mostNameBytes else { return "*" }
    for index in name.indices {
      switch name[index] {
      case 0x2D...0x3A, 0x41...0x5A, 0x5F, 0x61...0x7A: continue
      default: return "*"
      }
    }
    return String(decoding: name.array, as: UTF8.self)
  }

  /// The API's limit for the name of a lane; no model has a longer one.
  private static let mostNameBytes = 256
}
