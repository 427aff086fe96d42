internal import Guardrail
internal import Recognizers
internal import Tokens
internal import Transcripts

/// Looks at the texts that one side was sent, each beside what the other side said at its place.
struct CheckedSide {
  private let searches: Bool
  private let scanner: Rescanner
  private let tokens: TokenRanges
  private let isBackend: Bool
  private(set) var findings = SideFindings()
  /// Texts without what may stand there, to be searched once all values are known.
  private var searched: [FrameText] = []

  /// A side of which nothing was read.
  ///
  /// - Parameter searches: Whether values will be searched for.
  init(_ guardrail: Guardrail, to side: TranscriptLine.Side, searches: Bool = true) {
    self.searches = searches
    isBackend = side == .backend
    scanner = Rescanner(guardrail, readsBase64: isBackend)
    tokens = TokenRanges(entities: guardrail.recognizers.entities)
  }

  /// Looks at texts of a frame, or of pieces that were joined.
  ///
  /// - Parameters:
  ///   - sent: What the other side sent at the same places.
  ///   - issued: Tokens whose values may stand where the other side wrote them.
  mutating func read(
    _ got: [FrameText], from sent: [FrameText], issued: [TokenName: [UInt8]] = [:]
  ) {
    let sources = Dictionary(grouping: sent, by: \.place)
    var at = 0
    while at < got.count {
      let place = got[at].place
      let next = got[at...].firstIndex { $0.place != place } ?? got.count
      read(Array(got[at..<next]), at: sources[place] ?? [], issued)
      at = next
    }
    if isBackend { readBorders(of: got) }
    findings.unscanned = scanner.unscanned
  }

  /// Looks at the borders of neighbouring parts of what a client sent, over which a value may stand.
  private mutating func readBorders(of got: [FrameText]) {
    var last: FrameText?
    for text in got where text.kind == .text && text.part != nil {
      if let before = last?.part, let part = text.part, before.list == part.list,
        before.index + 1 == part.index, let bytes = last?.bytes
      {
        let head = Array(tokens.blanked(bytes).characters(inLast: Self.borderBytes))
        let tail = tokens.blanked(text.bytes).characters(inFirst: Self.borderBytes)
        let joined = text.with(head + tail)
        for hit in scanner.hits(over: head.count, in: joined) where hit.certainty == .sure {
          findings.rescanned.count(hit.entity, text.path)
        }
      }
      last = text
    }
  }

  /// How much of each side of a border between parts is looked at, in bytes.
  private static let borderBytes = 64

  /// Looks at the texts of one string.
  private mutating func read(
    _ got: [FrameText], at sent: [FrameText], _ issued: [TokenName: [UInt8]]
  ) {
    var restored = RestoredValues(of: sent, notIn: got, tokens, issued: issued)
    for var text in got {
      if text.isPiece || text.kind == .structural { continue }
      text.bytes = tokens.blanked(text.bytes)
      restored.blank(&text.bytes)
      if searches, text.isSearched { searched.append(text) }
      for hit in scanner.hits(in: text) { count(hit, text, sent) }
    }
  }

  private mutating func count(_ hit: Rescanner.Hit, _ text: FrameText, _ sent: [FrameText]) {
    switch hit.certainty {
    case .doubtful: findings.doubtful.count(hit.entity, text.path)
    case .allowed: findings.allowed.count(hit.entity, text.path)
    case .sure:
      if isOfText(hit, text, sent) { findings.rescanned.count(hit.entity, text.path) }
    }
  }

  /// Whether something is found because of what the other side wrote there. A value between tokens
  /// has other words around it than the guardrail saw; one that needs such words and had none is no
  /// finding.
  private func isOfText(_ hit: Rescanner.Hit, _ text: FrameText, _ sent: [FrameText]) -> Bool {
    guard sent.contains(where: { $0.bytes.contains(hit.bytes) }) else { return true }
    return scanner.hits(in: text.with(hit.bytes)).contains(hit)
      || sent.contains { scanner.hits(in: $0).contains(hit) }
  }

  /// Searches all texts for what must not stand there.
  mutating func finish(_ forbidden: ValueSearch) {
    var values = forbidden
    findings.searched = values.values.count
    var seen: Set<Int> = []
    var base64 = Base64Runs()
    for text in searched {
      var found = values.found(in: text.bytes, asTheyRead: text.isReadable)
      if isBackend, text.isReadable {
        base64.forEach(in: text.bytes.span) { _, decoded in
          found.formUnion(values.found(in: decoded, asTheyRead: true))
        }
      }
      for index in found { findings.values.count(values.values[index].entity, text.path) }
      seen.formUnion(found)
    }
    findings.valuesFound = seen.count
    searched = []
  }

  /// What a text holds that should be masked.
  func values(in text: FrameText) -> [ValueSearch.Value] {
    scanner.hits(in: text.with(tokens.blanked(text.bytes))).filter { $0.certainty == .sure }.map {
      ValueSearch.Value(entity: $0.entity, bytes: $0.bytes)
    }
  }
}
