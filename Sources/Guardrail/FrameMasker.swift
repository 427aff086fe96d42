internal import Dialects
internal import FrameJSON
internal import Recognizers
internal import Tokens

/// Walks over a frame and masks personal data: with tokens in a client frame, one way in an event
/// whose output is masked.
///
/// What is not known to be an id, a number or ciphertext is text: law 1 is the default here.
struct FrameMasker {
  /// The text at one place of a frame and how it is to be read.
  struct Place {
    /// Index on the tape of the value, or of the member whose key it is.
    var index: Int
    /// The raw bytes, without quotes.
    var range: Range<Int>
    var isEscaped: Bool
    var isKey = false
    var form = TextForm.plain
    var sink = Sink.prose
    /// Index of the value whose key says what this is about; nil for none.
    var keyHolder: Int?
    /// Whether findings of the SECRET family are left alone.
    var allowsSecrets = false
    /// Whether only a validated finding of the whole text counts.
    var isName = false
  }

  let guardrail: Guardrail
  /// Masks text of a model one way; nil if the frames are those of clients.
  let output: OutputEngine?
  let engine: any RecognizerEngine
  /// What is done with the findings of each recognizer.
  let actions: [Recognizer.Action]
  var tape = FrameTape()
  var edits = FrameEdits()
  var budget: WorkBudget
  var source = FrameTape()
  var findings: [Finding] = []
  /// The changes to the text that is masked, in order.
  var textEdits: [TextRestorer.Edit] = []
  /// Findings over the borders of neighbouring parts, by the index of the part's text.
  var borderFindings: [Int: [Finding]] = [:]
  var report = Report()
  /// Values of this frame that were masked, by entity.
  private(set) var masked: [String: Int] = [:]
  /// The same values with their places, if that is noted.
  var noted: [MaskedValue] = []
  /// Values that are overwritten as a whole, so that their text is not looked at.
  var overwritten: [Int] = []
  private(set) var root = 0
  /// Whether a text that is JSON if the client asked for it is.
  private(set) var asksForJSON = false
  /// Where the text that was masked last has changed; noted only if `notesShifts`.
  var shifts = OffsetShifts()
  var notesShifts = false
  private var scratch: [UInt8] = []
  private var keyScratch: [UInt8] = []

  init(
    _ guardrail: Guardrail, engine: any RecognizerEngine, output: OutputEngine? = nil
  ) {
    self.guardrail = guardrail
    self.output = output
    self.engine = engine
    actions = guardrail.actions(of: engine.set)
    budget = WorkBudget(frameBytes: 0, limits: guardrail.settings.match, clock: guardrail.clock)
  }

  /// Masks the frame that is on the tape; the changes are in `edits`.
  ///
  /// - Parameters:
  ///   - root: The node of its root in the protocol table.
  ///   - asksForJSON: Whether output text is JSON, as the client asked.
  mutating func mask(
    _ bytes: Span<UInt8>, root: Int, asksForJSON: Bool = false, _ tokens: ConnectionTokens
  ) throws(Refusal) {
    self.root = root
    self.asksForJSON = asksForJSON
    edits.removeAll()
    notesShifts = false
    if !borderFindings.isEmpty { borderFindings = [:] }
    if !masked.isEmpty { masked.removeAll(keepingCapacity: true) }
    if !noted.isEmpty { noted = [] }
    budget = WorkBudget(
      frameBytes: bytes.count, limits: guardrail.settings.match, clock: guardrail.clock)
    _ = try walk(0, root, keyHolder: nil, bytes, tokens)
  }

  /// Walks over one value; answers whether it is a string that has changed.
  private mutating func walk(
    _ index: Int, _ node: Int, keyHolder: Int?, _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) -> Bool {
    let value = tape.values[index]
    if !overwritten.isEmpty, overwritten.contains(index) { return false }
    switch value.kind {
    case .object:
      try walkObject(index, node, bytes, tokens)
    case .array:
      let element = guardrail.dialect.element(of: node)
      // The parts of an answer are streams, each masked by itself.
      if output == nil { try findOverBorders(index, element, bytes) }
      var child = tape.firstChild(of: index)
      while child < value.next {
        _ = try walk(child, element, keyHolder: keyHolder, bytes, tokens)
        child = tape.values[child].next
      }
    case .string:
      return try maskString(index, node, keyHolder: keyHolder, bytes, tokens)
    // Numbers of events are the API's.
    case .number where output == nil:
      try maskNumber(index, node, keyHolder: keyHolder, bytes, tokens)
    case .number, .true, .false, .null: break
    }
    return false
  }

  private mutating func walkObject(
    _ index: Int, _ plainNode: Int, _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) {
    let dialect = guardrail.dialect
    let node = dialect.variant(of: plainNode, at: index, on: tape, in: bytes)
    let end = tape.values[index].next
    var hasChanged = false
    var logprobs: Int?
    var annotations: (index: Int, node: Int)?
    var child = tape.firstChild(of: index)
    if let list = tape.member(Names.annotations, of: index, in: bytes),
      tape.values[list].kind == .array, tape.values[list].next > list + 1
    {
      notesShifts = true
      shifts.removeAll()
    }
    while child < end {
      let value = tape.values[child]
      let member = dialect.member(of: node, value, in: bytes)
      if !member.isNamed { try maskKey(child, of: node, bytes, tokens) }
      if tape.isLogprobs(child, member, dialect, bytes) {
        logprobs = child
      } else if notesShifts, tape.hasKey(Names.annotations, at: child, in: bytes) {
        annotations = (child, member.node)
      } else if try walk(child, member.node, keyHolder: child, bytes, tokens) {
        hasChanged = true
        countSchemaConflict(child, in: index, bytes)
      }
      child = value.next
    }
    if let annotations {
      let textShifts = shifts
      notesShifts = false
      shift(annotations.index, annotations.node, by: textShifts, bytes)
      _ = try walk(
        annotations.index, annotations.node, keyHolder: annotations.index, bytes, tokens)
    }
    if let logprobs { try maskLogprobs(logprobs, hasChanged: hasChanged, bytes) }
  }

  /// A string by its slot.
  private mutating func maskString(
    _ index: Int, _ node: Int, keyHolder: Int?, _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) -> Bool {
    let value = tape.values[index]
    var place = Place(
      index: index, range: value.range, isEscaped: value.isEscaped, keyHolder: keyHolder)
    switch guardrail.dialect.nodes[node].slot {
    case .opaque: return false
    case .structural(let characters):
      if passes(place, characters, bytes) { return false }
    case .text(let form, let sink), .delta(let form, let sink):
      place.form = form
      place.sink = sink
    case .header:
      if let keyHolder, HeaderName.isCredential(tape.values[keyHolder], in: bytes) { return false }
      place.allowsSecrets = true
    case .json(let sink):
      place.sink = sink
      place.isName = isNamedLikeAnID(keyHolder, bytes) && passes(place, .identifier, bytes)
    case .fetchableURL, .fileData, .fetchableOrData:
      return try maskCarrier(place, guardrail.dialect.nodes[node].slot, bytes, tokens)
    case nil:
      place.isName = isNamedLikeAnID(keyHolder, bytes) && passes(place, .identifier, bytes)
    case .number, .offset, .logProbabilities: break
    }
    return try maskText(place, bytes, tokens)
  }

  private mutating func maskKey(
    _ index: Int, of node: Int, _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) {
    guard let range = tape.values[index].keyRange else { return }
    let place = Place(
      index: index, range: range, isEscaped: tape.values[index].isKeyEscaped, isKey: true)
    if case .structural(let characters) = guardrail.dialect.nodes[node].keySlot,
      passes(place, characters, bytes)
    {
      return
    }
    _ = try maskText(place, bytes, tokens)
  }

  private func passes(
    _ place: Place, _ characters: CharacterClass, _ bytes: Span<UInt8>
  ) -> Bool {
    if place.isEscaped {
      return characters.contains(JSONString.decoded(bytes.extracting(place.range)).span)
    }
    return characters.contains(bytes.extracting(place.range))
  }

  /// `id`, `*_id`, `type`, `status` and `role` name things in frames that the table does not know.
  private func isNamedLikeAnID(_ keyHolder: Int?, _ bytes: Span<UInt8>) -> Bool {
    guard let keyHolder, let key = tape.values[keyHolder].keyRange else { return false }
    return StructuralNames.contain(bytes.extracting(key))
  }

  // MARK: Text

  /// Masks the text of a string or key; answers whether it has changed.
  mutating func maskText(
    _ place: Place, _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) -> Bool {
    let limit = guardrail.settings.frame.scannedTextBytes
    let raw = bytes.extracting(place.range)
    guard place.isEscaped else {
      guard place.range.count <= limit else { throw tooLong(place, bytes) }
      try editText(raw, place, bytes, tokens)
      edits.replace(textEdits, in: place.range, escaped: nil)
      return !textEdits.isEmpty
    }
    // The scratch is taken out while its text is looked at, so that nothing else writes to it.
    var text = scratch
    scratch = []
    text.removeAll(keepingCapacity: true)
    JSONString.decode(raw, into: &text)
    defer { scratch = text }
    guard text.count <= limit else { throw tooLong(place, bytes) }
    try editText(text.span, place, bytes, tokens)
    edits.replace(textEdits, in: place.range, escaped: raw)
    return !textEdits.isEmpty
  }

  /// Fills `textEdits` with the changes to a decoded text.
  mutating func editText(
    _ text: Span<UInt8>, _ place: Place, _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) {
    textEdits.removeAll(keepingCapacity: true)
    if let output {
      try editOutput(text, place, bytes, output, tokens)
      return
    }
    switch place.form {
    case .source where SourceText.mayBeJSON(text), .sourceIfWhole where SourceText.mayBeJSON(text),
      .sourceIfSentWhole where SourceText.mayBeJSON(text):
      if try editSource(text, place, bytes, tokens) { return }
    default: break
    }
    try scan(text, place, bytes)
    if place.range == tape.values[place.index].range, let more = borderFindings[place.index] {
      findings.append(contentsOf: more)
      Finding.resolveOverlaps(in: &findings, from: 0, of: engine.set)
    }
    keepLiterals(text, tokens)
    guard !findings.isEmpty else { return }
    if place.form == .identity { shortenIdentity(text) }
    try replaceFindings(in: text, place, bytes, tokens)
  }

  /// Fills `findings` with what a text holds.
  mutating func scan(
    _ text: Span<UInt8>, _ place: Place, _ bytes: Span<UInt8>
  ) throws(Refusal) {
    guard let holder = place.keyHolder, let range = tape.values[holder].keyRange else {
      let noKey: [UInt8] = []
      try scan(text, key: noKey.span, place, bytes)
      return
    }
    guard tape.values[holder].isKeyEscaped else {
      try scan(text, key: bytes.extracting(range), place, bytes)
      return
    }
    keyScratch = JSONString.decoded(bytes.extracting(range))
    let key = keyScratch
    try scan(text, key: key.span, place, bytes)
  }

  mutating func scan(
    _ text: Span<UInt8>, key: Span<UInt8>, _ place: Place, _ bytes: Span<UInt8>
  ) throws(Refusal) {
    findings.removeAll(keepingCapacity: true)
    do throws(ScanFailure) {
      try engine.scan(text, key: key, budget: &budget, into: &findings)
    } catch {
      throw refusal(error, place, bytes)
    }
    guard !findings.isEmpty else { return }
    let recognizers = engine.set.recognizers
    if place.allowsSecrets { findings.removeAll { recognizers[$0.recognizer].family == "SECRET" } }
    if place.isName { findings.removeAll { !$0.isValidated || $0.range != 0..<text.count } }
    countFindings(place, bytes)
  }

  /// Counts what a text holds, if findings are only reported.
  mutating func countFindings(_ place: Place, _ bytes: Span<UInt8>) {
    guard guardrail.settings.isReportOnly, !findings.isEmpty else { return }
    let path = path(place, bytes, withIndexes: false)
    for finding in findings {
      let recognizer = engine.set.recognizers[finding.recognizer]
      report.count(entity: recognizer.entity, rule: recognizer.name, path: path)
    }
  }

  /// Whether a text that belongs to no frame holds nothing to mask. What cannot be scanned does.
  mutating func isClean(_ text: Span<UInt8>) -> Bool {
    budget = WorkBudget(
      frameBytes: text.count, limits: guardrail.settings.match, clock: guardrail.clock)
    findings.removeAll(keepingCapacity: true)
    let noKey: [UInt8] = []
    do throws(ScanFailure) {
      try engine.scan(text, key: noKey.span, budget: &budget, into: &findings)
    } catch {
      return false
    }
    return findings.isEmpty
  }

  // MARK: Replacing

  private mutating func replaceFindings(
    in text: Span<UInt8>, _ place: Place, _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) {
    var codePoints = 0
    var counted = 0
    for finding in findings {
      guard let replacement = try replacement(of: finding, in: text, place, bytes, tokens) else {
        continue
      }
      textEdits.append(TextRestorer.Edit(range: finding.range, text: replacement))
      if notesShifts, place.form == .sourceIfAsked {
        codePoints += text.codePoints(in: counted..<finding.start)
        let length = text.codePoints(in: finding.range)
        shifts.add(start: codePoints, length: length, newLength: replacement.count)
        codePoints += length
        counted = finding.end
      }
    }
  }

  /// What takes the place of a finding; nil if it stays.
  mutating func replacement(
    of finding: Finding, in text: Span<UInt8>, _ place: Place, _ bytes: Span<UInt8>,
    _ tokens: ConnectionTokens
  ) throws(Refusal) -> [UInt8]? {
    let value = StoredValue(bytes: text.extracting(finding.range).array)
    guard finding.recognizer != Finding.literal else {
      return try name(
        value, reading: nil, TokenGrammar.literalEntity, .none, place, bytes, tokens
      ).token
    }
    let recognizer = engine.set.recognizers[finding.recognizer]
    switch actions[finding.recognizer] {
    case .allow: return nil
    case .block:
      throw Refusal(
        "blocked_\(recognizer.entity.lowercased())",
        "\(recognizer.entity) may not be sent; remove it.",
        param: path(place, bytes, withIndexes: true))
    case .redact:
      if place.sink == .arguments || place.sink == .shell { report.redactedInArguments += 1 }
      masked[recognizer.entity, default: 0] += 1
      note(value, recognizer.entity, token: nil, place, bytes)
      // Two keys must not become the same one.
      return place.isKey
        ? tokens.oneWayName(of: value.bytes, entity: recognizer.entity).token
        : Array("<\(recognizer.entity)>".utf8)
    case .tokenize:
      let name = try name(
        value, reading: finding.reading, recognizer.entity, recognizer.normalizer, place, bytes,
        tokens)
      if let origin = SentURL.origin(in: text, of: finding.range) {
        tokens.note(name, sentTo: origin)
      }
      return name.token
    }
  }

  /// The name of a value, which is stored.
  mutating func name(
    _ value: StoredValue, reading: [UInt8]?, _ entity: String, _ normalizer: Normalizer,
    _ place: Place, _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) -> TokenName {
    masked[entity, default: 0] += 1
    do throws(VaultFull) {
      let name = try tokens.name(
        of: value, reading: reading, entity: entity, normalizer: normalizer,
        identifiesUser: place.form == .identity)
      note(value, entity, token: name, place, bytes)
      return name
    } catch {
      throw vaultFull(error, place, bytes)
    }
  }

  /// Where a string with its tokens would be too long for its slot, it becomes one token.
  private mutating func shortenIdentity(_ text: Span<UInt8>) {
    // `<`, `_`, the longest suffix and `>`.
    let tokenCharacters = 16
    var length = text.codePoints(in: 0..<text.count)
    for finding in findings {
      let entity =
        finding.recognizer == Finding.literal
        ? TokenGrammar.literalEntity : engine.set.recognizers[finding.recognizer].entity
      length += entity.utf8.count + tokenCharacters - text.codePoints(in: finding.range)
    }
    // A value that is refused is so here too, and one that is allowed does not shield the others.
    let kept = findings.filter { actions[$0.recognizer] != .allow }
    guard length > Self.longestIdentity,
      var whole = kept.first(where: { actions[$0.recognizer] == .block }) ?? kept.first
    else { return }
    whole.start = 0
    whole.end = text.count
    whole.reading = nil
    findings = [whole]
  }

  /// What the API takes for `user`, `safety_identifier` and `prompt_cache_key`, in characters.
  static let longestIdentity = 64
}
