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
  /// How many values do.
  public internal(set) var valuesFound = 0
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
  /// Texts in which something is found again that should not be there, unless the side sent it.
  private var suspects: [(text: FrameText, hits: [Rescanner.Hit], isReply: Bool)] = []
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
      let hits = scanner.hits(in: text)
      for hit in hits where !hit.isSure { findings.doubtful.count(hit.entity, text.path) }
      let sure = hits.filter(\.isSure)
      if !sure.isEmpty { suspects.append((text, sure, isReply)) }
    }
    findings.unscanned = scanner.unscanned
  }

  /// Searches all texts, and decides what got through.
  ///
  /// - Parameters:
  ///   - values: What must not stand there.
  ///   - own: Values that the side has sent.
  ///   - mayStand: Whether something may, as what the side itself sent.
  mutating func finish(
    _ values: ValueSearch, own: ValueSearch = ValueSearch(),
    mayStand: (_ value: [UInt8], _ isReply: Bool) -> Bool = { _, _ in false }
  ) {
    for suspect in suspects {
      var hits = suspect.hits.filter { !mayStand($0.bytes, suspect.isReply) }
      // Values that may stand side by side, or beside what the model says, are looked at apart.
      if !hits.isEmpty {
        hits = self.hits(in: suspect.text, without: own, suspect.isReply, mayStand)
      }
      for hit in hits { findings.rescanned.count(hit.entity, suspect.text.path) }
    }
    findings.searched = values.values.count
    var seen: Set<Int> = []
    for (text, isReply) in searched {
      let asTheyRead = text.kind != .identifier
      for index in values.found(in: tokens.rest(of: text.bytes), asTheyRead: asTheyRead) {
        let value = values.values[index]
        guard !mayStand(value.bytes, isReply) else { continue }
        findings.values.count(value.entity, text.path)
        seen.insert(index)
      }
    }
    findings.valuesFound = seen.count
    suspects = []
    searched = []
  }

  private func hits(
    in text: FrameText, without own: ValueSearch, _ isReply: Bool,
    _ mayStand: (_ value: [UInt8], _ isReply: Bool) -> Bool
  ) -> [Rescanner.Hit] {
    var parts = [text.bytes]
    let values = own.found(in: [text.bytes[...]], asTheyRead: false).map { own.values[$0].bytes }
    for value in values.sorted(by: { $0.count > $1.count }) where mayStand(value, isReply) {
      parts = parts.flatMap { $0.split(separator: value).map { Array($0) } }
    }
    return parts.flatMap { part in
      scanner.hits(in: FrameText(path: text.path, key: text.key, bytes: part, kind: text.kind))
    }.filter { $0.isSure && !mayStand($0.bytes, isReply) }
  }

  /// What a text holds that should have been masked.
  func values(in text: FrameText) -> [ValueSearch.Value] {
    scanner.hits(in: text).filter(\.isSure).map {
      ValueSearch.Value(entity: $0.entity, bytes: $0.bytes)
    }
  }
}
