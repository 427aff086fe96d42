internal import FrameJSON
public import Guardrail
internal import Recognizers
public import Replay
internal import Tokens
public import Transcripts

/// Replays one recorded conversation, and judges what comes of it.
///
/// The judge reads the lines that come out beside those that went in, and takes nothing from the
/// masking but which values it has masked, and their tokens.
public struct ConversationCheck {
  private var replay: TranscriptReplay
  private let settings: Settings
  private var outputReader = TranscriptReader(.to)
  private var reader: FrameReader
  private var backend: CheckedSide
  private var client: CheckedSide
  /// What the backend sent, and what the client got of it.
  private var sentDeltas = DeltaTexts()
  private var gotDeltas = DeltaTexts()
  /// Texts of the backend that the client has not got the whole of.
  private var sentTexts: [[UInt8]: DeltaTexts.Joined] = [:]
  /// What deltas hold beside their pieces: what was held of a stream goes out in a copy of its last.
  private var envelopes: [[UInt8]: [FrameText]] = [:]
  /// The types of deltas whose type was masked, by their stream as the client got it.
  private var maskedTypes: [[UInt8]: String] = [:]
  private var masked: ValueSearch
  private var ofModel: ValueSearch
  /// The values of the tokens of each principal.
  private var issued: [[UInt8]: [TokenName: [UInt8]]] = [:]
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
    let numbers = guardrail.recognizers.recognizers.filter { $0.normalizer == .digits }
    masked = ValueSearch(numbers: Set(numbers.map(\.entity)))
    ofModel = masked
  }

  private var masksOutput: Bool { settings.outputMasking != .off }

  /// Whether the client's own values come back.
  private var restores: Bool {
    !masksOutput || (settings.ownValues ?? settings.usualOwnValues) == .restore
  }

  /// Replays a line, without its line end.
  ///
  /// - Returns: The lines that came of it, each with its end.
  public mutating func pass(_ line: [UInt8]) throws(TranscriptError) -> [UInt8] {
    _ = try replay.pass(line)
    guard let parsed = replay.line else { return [] }
    result.lines += 1
    let output = replay.output
    replay.removeOutput()
    takeNotes()
    let side: FrameReader.Side = parsed.from == .client ? .client : .backend
    let connection = parsed.connection(in: line)
    var contents: FrameContents?
    if let frame = parsed.frame(in: line) {
      contents = reader.read(frame, from: side, connection: connection)
      contents?.principal = replay.linePrincipal
      if let contents, side == .backend { readSent(contents) }
    }
    let lines = output.split(separator: 0x0A)
    for index in lines.indices {
      try readOutput(Array(lines[index]), of: side, contents, isLast: index == lines.count - 1)
    }
    return output
  }

  private mutating func takeNotes() {
    for value in replay.takeMasked() {
      result.masked.count(value.entity, value.path)
      if let token = value.token {
        issued[replay.linePrincipal, default: [:]][token] = value.bytes
      }
      if !value.isPiece, value.entity != TokenGrammar.literalEntity {
        masked.add(ValueSearch.Value(entity: value.entity, bytes: value.bytes))
      }
    }
    result.restored.add(replay.takeRestored())
    result.kept.add(replay.takeKept())
  }

  // MARK: What comes out

  /// Reads a line that came of what a side sent; its contents are nil if it was no frame.
  private mutating func readOutput(
    _ line: [UInt8], of side: FrameReader.Side, _ sent: FrameContents?, isLast: Bool
  ) throws(TranscriptError) {
    result.outputLines += 1
    let parsed = try outputReader.read(line)
    guard let frame = parsed.frame(in: line) else { return }
    switch (side, parsed.from) {
    case (.client, .backend):
      backend.read(reader.read(frame, from: .client).texts, from: sent?.texts ?? [])
    case (.client, .client): readReply(frame, to: sent)
    case (.backend, _):
      readGot(frame, parsed.connection(in: line), of: sent, isLast: isLast)
    }
  }

  /// An answer to a frame that went nowhere may hold what the client sent, as it was sent.
  private mutating func readReply(_ frame: [UInt8], to sent: FrameContents?) {
    if let refusal = RefusalEvent(frame) { result.refused.count(refusal.rule, refusal.path) }
    guard masksOutput else { return }
    let own = Set((sent?.texts ?? []).map(\.bytes))
    let texts = reader.read(frame, from: .backend, asksForJSON: false).texts
    client.read(texts.filter { !own.contains($0.bytes) }, from: [])
  }

  private mutating func readGot(
    _ frame: [UInt8], _ connection: [UInt8], of sent: FrameContents?, isLast: Bool
  ) {
    let asksForJSON = sent?.asksForJSON ?? false
    var contents = reader.read(
      frame, from: .backend, connection: connection, asksForJSON: asksForJSON)
    // A type that the table does not know is masked as any text.
    if isLast, let sent, !sent.isKnown, !contents.isKnown, sent.type != contents.type {
      maskedTypes[contents.streamName] = sent.type
    }
    if let type = maskedTypes[contents.streamName] {
      contents = reader.read(
        frame, from: .backend, connection: connection, asksForJSON: asksForJSON, type: type)
    }
    contents.principal = replay.linePrincipal
    if masksOutput {
      let isSame = sent?.streamName == contents.streamName
      let source = isSame ? sent?.texts : envelopes[contents.streamName]
      read(contents.texts, from: source ?? [], contents.principal)
    }
    gotDeltas.read(contents)
    takeGot()
  }

  private mutating func read(
    _ got: [FrameText], from sent: [FrameText], _ principal: [UInt8]
  ) {
    client.read(got, from: sent, issued: restores ? issued[principal] ?? [:] : [:])
  }

  private mutating func takeGot() {
    for text in gotDeltas.takeEnded() {
      let sent = sentTexts.removeValue(forKey: text.key)
      if masksOutput {
        read(joined(text), from: sent.map { joined($0) } ?? [], text.principal)
      }
      compare(text, with: sent)
    }
  }

  private mutating func joined(_ text: DeltaTexts.Joined) -> [FrameText] {
    reader.read(joined: text.bytes, isSource: text.isSource, path: text.path)
  }

  /// What the backend sent alike in pieces and as a whole must reach the client alike.
  private mutating func compare(_ got: DeltaTexts.Joined, with sent: DeltaTexts.Joined?) {
    guard let sent, sent.done == sent.bytes, let done = got.done else { return }
    result.comparedTexts += 1
    if done != got.bytes { result.unlikeTexts[sent.path, default: 0] += 1 }
  }

  // MARK: What the backend sent

  private mutating func readSent(_ contents: FrameContents) {
    if contents.isDelta, replay.heldBytes > 0 {
      let path = contents.texts.first { $0.isPiece }?.path ?? "delta"
      result.held.count(contents.printedFamily + ".delta", path)
      result.mostHeldBytes = max(result.mostHeldBytes, replay.heldBytes)
    }
    if contents.isDelta, masksOutput {
      let texts = contents.texts.filter { $0.kind == .text }
      envelopes[contents.streamName] = texts.isEmpty ? nil : texts
    }
    sentDeltas.read(contents)
    if masksOutput { note(contents.texts) }
    takeSent()
  }

  private mutating func takeSent() {
    for text in sentDeltas.takeEnded() {
      if masksOutput { note(joined(text)) }
      // Suppressed deltas are not waited for.
      if settings.outputMasking != .suppress { sentTexts[text.key] = text }
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
    result.unknownTokens = replay.report.unknownTokens
    backend.finish(masked)
    result.backend = backend.findings
    if masksOutput {
      // What was restored is not looked at; elsewhere the client's own values may not stand either.
      for value in masked.values { ofModel.add(value) }
      client.finish(ofModel)
      result.client = client.findings
    }
    return result
  }
}

extension TranscriptLine {
  /// The frame of a line; nil if it has none.
  func frame(in line: [UInt8]) -> [UInt8]? {
    switch content {
    case .object(let range): Array(line[range])
    case .text(let range, _): JSONString.decoded(line.span.extracting(range))
    case .binary(let bytes, _): bytes
    case .close: nil
    }
  }

  /// What tells the connection of a line from others.
  func connection(in line: [UInt8]) -> [UInt8] {
    [0] + (connection.map { Array(line[$0]) } ?? [])
  }
}

extension Settings {
  /// What the client's own values are with the way in which output is masked.
  var usualOwnValues: OwnValues { outputMasking == .suppress ? .mask : .restore }
}
