internal import Guardrail
internal import Recognizers
internal import Transcripts

/// What is found in the lines that one side was sent.
public struct SideFindings: Sendable, Equatable {
  /// What a rule that acts finds again, by entity and path: it got through.
  public internal(set) var rescanned: PathCounts = [:]
  /// What is found below the threshold at which rules act, or by rules that do not, by entity and
  /// path: for a look, and no error.
  public internal(set) var doubtful: PathCounts = [:]
  /// Values that must not stand there and do, by entity and path: they got through.
  public internal(set) var values: PathCounts = [:]
  /// How many values were searched for.
  public internal(set) var searched = 0
  /// Texts that could not be scanned again, which proves nothing.
  public internal(set) var unscanned = 0

  /// Whether something got through, or may have.
  public var isClean: Bool { rescanned.isEmpty && values.isEmpty && unscanned == 0 }
}

/// Looks at the texts that one side was sent.
struct CheckedSide {
  private let scanner: Rescanner
  private let tokens: TokenRanges
  private(set) var findings = SideFindings()
  /// What is found again and should not be there, unless the other side sent it.
  private var suspects: [(hit: Rescanner.Hit, path: String, isReply: Bool)] = []
  /// Texts to be searched once all values are known.
  private var searched: [(text: FrameText, isReply: Bool)] = []

  init(_ guardrail: Guardrail, to side: TranscriptLine.Side) {
    scanner = Rescanner(guardrail, readsBase64: side == .backend)
    tokens = TokenRanges(entities: guardrail.recognizers.entities)
  }

  /// Looks at texts of a frame.
  ///
  /// - Parameter isReply: Whether they answer a frame of the same side that went nowhere.
  mutating func read(_ texts: [FrameText], isReply: Bool) {
    for text in texts {
      if case .piece = text.kind { continue }
      searched.append((text, isReply))
      for hit in scanner.hits(in: text) {
        if hit.isSure {
          suspects.append((hit, text.path, isReply))
        } else {
          findings.doubtful.count(hit.entity, text.path)
        }
      }
    }
    findings.unscanned = scanner.unscanned
  }

  /// Searches all texts, and decides what got through.
  ///
  /// - Parameters:
  ///   - values: What must not stand there.
  ///   - mayStand: Whether something may, as what the side itself sent.
  mutating func finish(
    _ values: ValueSearch, mayStand: (_ value: [UInt8], _ isReply: Bool) -> Bool
  ) {
    for suspect in suspects where !mayStand(suspect.hit.bytes, suspect.isReply) {
      findings.rescanned.count(suspect.hit.entity, suspect.path)
    }
    findings.searched = values.values.count
    for (text, isReply) in searched {
      let asTheyRead = text.kind != .identifier
      for index in values.found(in: tokens.rest(of: text.bytes), asTheyRead: asTheyRead) {
        let value = values.values[index]
        if !mayStand(value.bytes, isReply) { findings.values.count(value.entity, text.path) }
      }
    }
    suspects = []
    searched = []
  }

  /// Whether a text by itself holds what should have been masked.
  func isSure(_ bytes: [UInt8]) -> Bool { scanner.isSure(bytes) }

  /// What a text holds that should have been masked.
  func values(in text: FrameText) -> [ValueSearch.Value] {
    scanner.hits(in: text).filter(\.isSure).map {
      ValueSearch.Value(entity: $0.entity, bytes: $0.bytes)
    }
  }
}
