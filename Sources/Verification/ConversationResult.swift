/// What became of one recorded conversation: counts and paths, never a text.
public struct ConversationResult: Sendable, Equatable {
  /// Whether it is of a record that was judged as it stands, and not replayed.
  public internal(set) var isRecord = false
  /// Lines that were read.
  public internal(set) var lines = 0
  /// Lines that came of them.
  public internal(set) var outputLines = 0
  /// Values that were masked in client frames, by entity and path; of a record its tokens and
  /// markers.
  public internal(set) var masked: PathCounts = [:]
  /// Values of the model's own in what the backend sent, by entity and path, if output is masked.
  public internal(set) var ofModel: PathCounts = [:]
  /// Tokens that were restored, by entity and path.
  public internal(set) var restored: PathCounts = [:]
  /// Tokens that stayed tokens, by why and path.
  public internal(set) var kept: PathCounts = [:]
  /// Deltas that left text of their connection held, by type and path.
  public internal(set) var held: PathCounts = [:]
  /// Most bytes that all texts of one connection held at once.
  public internal(set) var mostHeldBytes = 0
  /// Client frames that were refused, by rule and path; the path is empty where there is none.
  public internal(set) var refused: PathCounts = [:]
  /// What looks like a token in what the backend sent, and was issued to nobody there.
  public internal(set) var unknownTokens = 0
  /// What is found in what the backend was sent.
  public internal(set) var backend = SideFindings()
  /// What is found in what the client was sent that is the model's own; nil if output passes.
  public internal(set) var client: SideFindings?
  /// Texts whose deltas were compared with the event that ends them.
  public internal(set) var comparedTexts = 0
  /// How many of them the backend sent alike and the client got unlike, by path.
  public internal(set) var unlikeTexts: [String: Int] = [:]

  /// Of a conversation of which nothing was read.
  public init() {}

  /// The entities of what may pass, with how often, on both sides.
  public var allowed: [String: Int] {
    var counts: [String: Int] = [:]
    for side in [backend, client].compactMap(\.self) {
      for (entity, paths) in side.allowed {
        counts[entity, default: 0] += paths.values.reduce(0, +)
      }
    }
    return counts
  }

  /// What is found that is below the threshold or of rules that are off, on both sides.
  public var doubtful: Int { backend.doubtful.total + (client?.doubtful.total ?? 0) }

  /// Whether nothing got through, and what the client got is the same in pieces and as a whole.
  public var isClean: Bool {
    backend.isClean && client?.isClean ?? true && unlikeTexts.isEmpty
  }
}
