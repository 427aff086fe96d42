internal import FrameJSON
public import Guardrail
public import Replay
public import Transcripts

/// Replays one recorded conversation, and judges what comes of it.
///
/// The judge reads the lines that come out, and takes nothing from the masking but which values it
/// has masked.
public struct ConversationCheck {
  private var replay: TranscriptReplay
  private let settings: Settings
  private var input = TranscriptReader()
  private var outputReader = TranscriptReader(.to)
  private var reader: FrameReader
  private var backend: CheckedSide
  private var client: CheckedSide
  /// What the backend sent, and what the client got of it.
  private var sentDeltas = DeltaTexts()
  private var gotDeltas = DeltaTexts()
  private var sentTexts: [[UInt8]: DeltaTexts.Joined] = [:]
  private var gotTexts: [[UInt8]: DeltaTexts.Joined] = [:]
  private var masked = ValueSearch()
  private var ofModel = ValueSearch()
  /// All that clients sent.
  private var fromClient: [FrameText] = []
  private var result = ConversationResult()

  /// A check of a conversation from its start.
  ///
  /// - Parameter guardrail: One of its own, whose settings ask for notes of values.
  public init(_ guardrail: Guardrail, principal: TranscriptReplay.Principal) {
    precondition(guardrail.settings.notesValues, "a check needs to know what was masked")
    replay = TranscriptReplay(guardrail, principal: principal)
    settings = guardrail.settings
    reader = FrameReader(guardrail.dialect)
    backend = CheckedSide(guardrail, to: .backend)
    client = CheckedSide(guardrail, to: .client)
  }

  private var masksOutput: Bool { settings.outputMasking != .off }

  /// Replays a line, without its line end.
  ///
  /// - Returns: The lines that came of it, each with its end.
  public mutating func pass(_ line: [UInt8]) throws(TranscriptError) -> [UInt8] {
    _ = try replay.pass(line)
    guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { return [] }
    result.lines += 1
    let output = replay.output
    replay.removeOutput()
    let parsed = try input.read(line)
    for value in replay.takeMasked() {
      result.masked.count(value.entity, value.path)
      if !value.isPiece, value.entity != Self.literal {
        masked.add(ValueSearch.Value(entity: value.entity, bytes: value.bytes))
      }
    }
    result.restored.add(replay.takeRestored())
    if let frame = Self.frame(of: parsed, line) {
      let contents = reader.read(frame, from: parsed.from == .client ? .client : .backend)
      switch parsed.from {
      case .client: if masksOutput { fromClient += contents.texts }
      case .backend: readSent(contents, connection: Self.connection(of: parsed, line))
      }
    }
    for line in output.split(separator: 0x0A) { try readOutput(Array(line), of: parsed.from) }
    return output
  }

  /// Text that only looks like a token is no one's data.
  private static let literal = "LITERAL"

  private mutating func readOutput(
    _ line: [UInt8], of from: TranscriptLine.Side
  ) throws(TranscriptError) {
    result.outputLines += 1
    let parsed = try outputReader.read(line)
    guard let frame = Self.frame(of: parsed, line) else { return }
    let isReply = parsed.from == .client && from == .client
    if isReply, let refusal = RefusalEvent(frame) {
      result.refused.count(refusal.rule, refusal.path)
    }
    switch parsed.from {
    case .backend:
      backend.read(reader.read(frame, from: .client).texts, isReply: false)
    case .client:
      var contents = reader.read(frame, from: .backend)
      if masksOutput { client.read(contents.texts, isReply: isReply) }
      contents.stream += Self.connection(of: parsed, line)
      contents.lane += Self.connection(of: parsed, line)
      gotDeltas.read(contents)
      takeGot()
    }
  }

  // MARK: What the backend sent

  private mutating func readSent(_ contents: FrameContents, connection: [UInt8]) {
    var contents = contents
    if contents.isDelta, replay.heldBytes > 0 {
      result.held[contents.family + ".delta", default: 0] += 1
      result.mostHeldBytes = max(result.mostHeldBytes, replay.heldBytes)
    }
    contents.stream += connection
    contents.lane += connection
    sentDeltas.read(contents)
    if masksOutput { note(contents.texts) }
    takeSent()
  }

  private mutating func takeSent() {
    for text in sentDeltas.takeEnded() {
      if masksOutput {
        note(reader.read(joined: text.bytes, isSource: text.isSource, path: text.path))
      }
      sentTexts[text.key] = text
    }
  }

  private mutating func takeGot() {
    for text in gotDeltas.takeEnded() {
      if masksOutput {
        client.read(
          reader.read(joined: text.bytes, isSource: text.isSource, path: text.path),
          isReply: false)
      }
      gotTexts[text.key] = text
    }
  }

  /// Notes values of the model's own.
  private mutating func note(_ texts: [FrameText]) {
    for text in texts {
      for value in client.values(in: text) {
        ofModel.add(value)
        result.ofModel.count(value.entity, text.path)
      }
    }
  }

  // MARK: The end

  /// The conversation is over: what became of it.
  public mutating func finish() -> ConversationResult {
    sentDeltas.finish()
    takeSent()
    gotDeltas.finish()
    takeGot()
    compareTexts()
    result.kept = replay.report.kept
    result.unknownTokens = replay.report.unknownTokens
    backend.finish(masked)
    result.backend = backend.findings
    if masksOutput {
      finishClient()
      result.client = client.findings
    }
    return result
  }

  /// Where the client's own values come back, what it sent may stand; in an answer to a frame that
  /// went nowhere it always may.
  private mutating func finishClient() {
    let restores = settings.ownValues.map { $0 == .restore } ?? (settings.outputMasking == .stream)
    var forbidden = ofModel
    if !restores { for value in masked.values { forbidden.add(value) } }
    let sent = fromClient
    var known: [[UInt8]: Bool] = [:]
    client.finish(forbidden, own: masked) { value, isReply in
      guard restores || isReply else { return false }
      if let answer = known[value] { return answer }
      let answer = Self.wasSent(value, in: sent)
      known[value] = answer
      return answer
    }
  }

  private static func wasSent(_ value: [UInt8], in texts: [FrameText]) -> Bool {
    var search = ValueSearch()
    search.add(ValueSearch.Value(entity: "", bytes: value))
    return texts.contains { !search.found(in: [$0.bytes[...]], asTheyRead: true).isEmpty }
  }

  /// What the backend sent alike in pieces and as a whole must reach the client alike.
  private mutating func compareTexts() {
    for (name, sent) in sentTexts {
      guard let done = sent.done, done == sent.bytes, let got = gotTexts[name],
        let gotDone = got.done
      else { continue }
      result.comparedTexts += 1
      if gotDone != got.bytes { result.unlikeTexts[sent.path, default: 0] += 1 }
    }
  }

  // MARK: Lines

  /// The frame of a line; nil if it has none.
  private static func frame(of parsed: TranscriptLine, _ line: [UInt8]) -> [UInt8]? {
    switch parsed.content {
    case .object(let range): Array(line[range])
    case .text(let range, _): JSONString.decoded(line.span.extracting(range))
    case .binary(let bytes, _): bytes
    case .close: nil
    }
  }

  private static func connection(of parsed: TranscriptLine, _ line: [UInt8]) -> [UInt8] {
    [0] + (parsed.connection.map { Array(line[$0]) } ?? [])
  }
}
