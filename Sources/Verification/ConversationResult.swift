/// What became of one recorded conversation: counts and paths, never a text.
public struct ConversationResult: Sendable, Equatable {
  /// Lines that were replayed.
  public internal(set) var lines = 0
  /// Lines that came of them.
  public internal(set) var outputLines = 0
  /// Values that were masked in client frames, by entity and path.
  public internal(set) var masked: PathCounts = [:]
  /// Values of the model's own in what the backend sent, by entity and path, if output is masked.
  public internal(set) var ofModel: PathCounts = [:]
  /// Tokens that were restored, by entity and path.
  public internal(set) var restored: PathCounts = [:]
  /// Tokens that stayed tokens, by why.
  public internal(set) var kept: [String: Int] = [:]
  /// Events that left text held, by path.
  public internal(set) var held: [String: Int] = [:]
  /// Most bytes that were held at once.
  public internal(set) var mostHeldBytes = 0
  /// Client frames that were refused, by rule and path; the path is empty where there is none.
  public internal(set) var refused: PathCounts = [:]
  /// What looks like a token in what the backend sent, and was issued to nobody.
  public internal(set) var unknownTokens = 0
  /// What is found in what the backend was sent.
  public internal(set) var backend = SideFindings()
  /// What is found in what the client was sent that is the model's own; nil if output passes.
  public internal(set) var client: SideFindings?
  /// Texts whose deltas were compared with the event that ends them.
  public internal(set) var comparedTexts = 0
  /// How many of them the backend sent alike and the client got unlike, by path.
  public internal(set) var unlikeTexts: [String: Int] = [:]

  /// Whether nothing got through, and what the client got is the same in pieces and as a whole.
  public var isClean: Bool {
    backend.isClean && client?.isClean ?? true && unlikeTexts.isEmpty
  }
}
