public import Guardrail
internal import Recognizers
public import Replay
internal import Tokens
public import Transcripts

/// Judges the record of a gateway as it stands: its client lines are what the backend got.
public struct RecordCheck {
  private static let defaultPrincipal = Array("default".utf8)

  private let principal: TranscriptReplay.Principal
  private let tokens: TokenRanges
  private var input = TranscriptReader()
  private var reader: FrameReader
  private var backend: CheckedSide
  private var deltas = DeltaTexts()
  /// Whose each connection is.
  private var principals: [[UInt8]: [UInt8]] = [:]
  /// The tokens that lines of each principal held.
  private var issued: [[UInt8]: Set<TokenName>] = [:]
  private var result = ConversationResult()

  /// A check of a record from its start.
  public init(_ guardrail: Guardrail, principal: TranscriptReplay.Principal) {
    self.principal = principal
    tokens = TokenRanges(entities: guardrail.recognizers.entities)
    reader = FrameReader(guardrail.dialect)
    backend = CheckedSide(guardrail, to: .backend, searches: false)
    result.isRecord = true
  }

  /// Reads a line, without its line end.
  public mutating func pass(_ line: [UInt8]) throws(TranscriptError) {
    guard !TranscriptReplay.isBlank(line) else { return }
    let parsed = try input.read(line)
    result.lines += 1
    let connection = parsed.connection(in: line)
    if principal == .credential, let name = parsed.principal { principals[connection] = name }
    guard let frame = parsed.frame(in: line) else { return }
    let side: FrameReader.Side = parsed.from == .client ? .client : .backend
    var contents = reader.read(frame, from: side, connection: connection)
    contents.principal = principals[connection] ?? Self.defaultPrincipal
    switch side {
    case .client: readClient(contents)
    case .backend: readBackend(contents)
    }
  }

  private mutating func readClient(_ contents: FrameContents) {
    // Words that stand in the names of tokens make no finding; nor do words that tokens part.
    backend.read(contents.texts, from: contents.texts)
    for text in contents.texts where text.holdsTokens {
      issued[contents.principal, default: []].formUnion(tokens.names(in: text.bytes).keys)
      for entity in tokens.entities(in: text.bytes) { result.masked.count(entity, text.path) }
    }
  }

  private mutating func readBackend(_ contents: FrameContents) {
    for text in contents.texts where text.holdsTokens {
      countUnknown(text.bytes, contents.principal)
    }
    deltas.read(contents)
    takeEnded()
  }

  private mutating func takeEnded() {
    for text in deltas.takeEnded() { countUnknown(text.bytes, text.principal) }
  }

  private mutating func countUnknown(_ text: [UInt8], _ principal: [UInt8]) {
    let known = issued[principal] ?? []
    for (name, count) in tokens.names(in: text) where !known.contains(name) {
      result.unknownTokens += count
    }
  }

  /// The record is over: what became of it.
  public mutating func finish() -> ConversationResult {
    deltas.finish()
    takeEnded()
    result.backend = backend.findings
    return result
  }
}

extension FrameText {
  /// Whether tokens of it are counted: not those of pieces, which are joined first.
  fileprivate var holdsTokens: Bool { !isPiece && kind != .structural }
}
