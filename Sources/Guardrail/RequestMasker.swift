internal import Dialects
internal import FrameJSON
internal import Recognizers
internal import Tokens

/// Walks over a client frame and puts tokens in the place of personal data.
///
/// What is not known to be an id, a number or ciphertext is text: law 1 is the default here.
struct RequestMasker {
  /// The text at one place of a frame and how it is to be read.
  struct Place {
    /// Index on the tape of the value, or of the member whose key it is.
    var index: Int
    /// The raw bytes, without quotes.
    var range: Range<Int>
    var isEscaped: Bool
    var isKey = false
    var form = TextForm.plain
    /// Index of the value whose key says what this is about; nil for none.
    var keyHolder: Int?
    /// Whether findings of the SECRET family are left alone.
    var allowsSecrets = false
    /// Whether only a validated finding of the whole text counts.
    var isName = false
  }

  let guardrail: Guardrail
  let engine: any RecognizerEngine
  var tape = FrameTape()
  var edits = FrameEdits()
  var budget: WorkBudget
  var source = FrameTape()
  var findings: [Finding] = []
  var report: Report?
  /// Values that are overwritten as a whole, so that their text is not looked at.
  var overwritten: [Int] = []
  private(set) var root = 0
  /// Where the text that was masked last has changed; noted only if `notesShifts`.
  var shifts = OffsetShifts()
  var notesShifts = false
  private var scratch: [UInt8] = []
  private var keyScratch: [UInt8] = []
  static let noBytes: [UInt8] = []

  init(_ guardrail: Guardrail, engine: any RecognizerEngine) {
    self.guardrail = guardrail
    self.engine = engine
    budget = WorkBudget(frameBytes: 0, limits: guardrail.settings.match, clock: guardrail.clock)
  }

  /// Masks the frame that is on the tape; the changes are in `edits`.
  mutating func mask(
    _ bytes: Span<UInt8>, root: Int, issuer: inout TokenIssuer
  ) throws(Refusal) {
    self.root = root
    edits.removeAll()
    budget = WorkBudget(
      frameBytes: bytes.count, limits: guardrail.settings.match, clock: guardrail.clock)
    _ = try walk(0, root, keyHolder: nil, bytes, &issuer)
  }

  /// Walks over one value; answers whether it is a string that has changed.
  private mutating func walk(
    _ index: Int, _ node: Int, keyHolder: Int?, _ bytes: Span<UInt8>, _ issuer: inout TokenIssuer
  ) throws(Refusal) -> Bool {
    let value = tape.values[index]
    if !overwritten.isEmpty, overwritten.contains(index) { return false }
    switch value.kind {
    case .object:
      try walkObject(index, node, bytes, &issuer)
    case .array:
      let element = guardrail.dialect.element(of: node)
      var child = tape.firstChild(of: index)
      while child < value.next {
        _ = try walk(child, element, keyHolder: keyHolder, bytes, &issuer)
        child = tape.values[child].next
      }
    case .string:
      return try maskString(index, node, keyHolder: keyHolder, bytes, &issuer)
    case .number, .true, .false, .null: break
    }
    return false
  }

  private mutating func walkObject(
    _ index: Int, _ plainNode: Int, _ bytes: Span<UInt8>, _ issuer: inout TokenIssuer
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
      if !member.isNamed { try maskKey(child, of: node, bytes, &issuer) }
      if value.kind == .array, dialect.nodes[member.node].slot == .logProbabilities {
        logprobs = child
      } else if notesShifts, tape.hasKey(Names.annotations, at: child, in: bytes) {
        annotations = (child, member.node)
      } else if try walk(child, member.node, keyHolder: child, bytes, &issuer) {
        hasChanged = true
      }
      child = value.next
    }
    if let annotations {
      let textShifts = shifts
      notesShifts = false
      shift(annotations.index, annotations.node, by: textShifts, bytes)
      _ = try walk(
        annotations.index, annotations.node, keyHolder: annotations.index, bytes, &issuer)
    }
    if let logprobs { try maskLogprobs(logprobs, hasChanged: hasChanged, bytes, &issuer) }
  }

  /// A string by its slot.
  private mutating func maskString(
    _ index: Int, _ node: Int, keyHolder: Int?, _ bytes: Span<UInt8>, _ issuer: inout TokenIssuer
  ) throws(Refusal) -> Bool {
    let value = tape.values[index]
    var place = Place(
      index: index, range: value.range, isEscaped: value.isEscaped, keyHolder: keyHolder)
    switch guardrail.dialect.nodes[node].slot {
    case .opaque: return false
    case .structural(let characters):
      if passes(place, characters, bytes) { return false }
    case .text(let form, _), .delta(let form, _): place.form = form
    case .header:
      if let keyHolder, HeaderName.isCredential(tape.values[keyHolder], in: bytes) { return false }
      place.allowsSecrets = true
    case .json:
      place.isName = isNamedLikeAnID(keyHolder, bytes) && passes(place, .identifier, bytes)
    case .number, .offset, .logProbabilities, .fetchableURL, .fileData, .fetchableOrData, nil:
      if isNamedLikeAnID(keyHolder, bytes), guardrail.dialect.nodes[node].slot == nil {
        place.isName = passes(place, .identifier, bytes)
      }
      if isMedia(value, node, bytes) { return false }
    }
    return try maskText(place, bytes, &issuer)
  }

  private mutating func maskKey(
    _ index: Int, of node: Int, _ bytes: Span<UInt8>, _ issuer: inout TokenIssuer
  ) throws(Refusal) {
    guard let range = tape.values[index].keyRange else { return }
    let place = Place(
      index: index, range: range, isEscaped: tape.values[index].isKeyEscaped, isKey: true)
    if case .structural(let characters) = guardrail.dialect.nodes[node].keySlot,
      passes(place, characters, bytes)
    {
      return
    }
    _ = try maskText(place, bytes, &issuer)
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

  /// Images and sound, which no recognizer can read.
  private func isMedia(_ value: FrameValue, _ node: Int, _ bytes: Span<UInt8>) -> Bool {
    switch guardrail.dialect.nodes[node].slot {
    case .fileData, .fetchableOrData:
      DataURL.isMedia(bytes.extracting(value.range), types: ["image/", "audio/"])
    default: false
    }
  }

  // MARK: Text

  /// Masks the text of a string or key; answers whether it has changed.
  private mutating func maskText(
    _ place: Place, _ bytes: Span<UInt8>, _ issuer: inout TokenIssuer
  ) throws(Refusal) -> Bool {
    let limit = guardrail.settings.frame.scannedTextBytes
    guard place.isEscaped else {
      guard place.range.count <= limit else { throw tooLong(place, bytes) }
      return try mask(bytes.extracting(place.range), place, bytes, &issuer)
    }
    // The scratch is taken out while its text is looked at, so that nothing else writes to it.
    var text = scratch
    scratch = []
    text.removeAll(keepingCapacity: true)
    JSONString.decode(bytes.extracting(place.range), into: &text)
    defer { scratch = text }
    guard text.count <= limit else { throw tooLong(place, bytes) }
    return try mask(text.span, place, bytes, &issuer)
  }

  private mutating func mask(
    _ text: Span<UInt8>, _ place: Place, _ bytes: Span<UInt8>, _ issuer: inout TokenIssuer
  ) throws(Refusal) -> Bool {
    switch place.form {
    case .source where SourceText.mayBeJSON(text), .sourceIfWhole where SourceText.mayBeJSON(text):
      if let changed = try maskSource(text, place, bytes, &issuer) { return changed }
    default: break
    }
    try scan(text, place, bytes, key: place.keyHolder.map { tape.values[$0] })
    guard !findings.isEmpty else { return false }
    if place.form == .identity { shortenIdentity(text) }
    return try replaceFindings(in: text, place, bytes, &issuer)
  }

  /// Fills `findings` with what a text holds.
  mutating func scan(
    _ text: Span<UInt8>, _ place: Place, _ bytes: Span<UInt8>, key: FrameValue?
  ) throws(Refusal) {
    findings.removeAll(keepingCapacity: true)
    do throws(ScanFailure) {
      if let range = key?.keyRange {
        if key?.isKeyEscaped == true {
          keyScratch = JSONString.decoded(bytes.extracting(range))
          let decoded = keyScratch
          try engine.scan(text, key: decoded.span, budget: &budget, into: &findings)
        } else {
          try engine.scan(
            text, key: bytes.extracting(range), budget: &budget, into: &findings)
        }
      } else {
        let noKey = Self.noBytes
        try engine.scan(text, key: noKey.span, budget: &budget, into: &findings)
      }
    } catch {
      throw refusal(error, place, bytes)
    }
    let recognizers = engine.set.recognizers
    if place.allowsSecrets { findings.removeAll { recognizers[$0.recognizer].family == "SECRET" } }
    if place.isName {
      findings.removeAll { !$0.isValidated || $0.range != 0..<text.count }
    }
    countFindings(place, bytes)
  }

  /// Counts what a text holds, if findings are only reported.
  mutating func countFindings(_ place: Place, _ bytes: Span<UInt8>) {
    guard report != nil, !findings.isEmpty else { return }
    let path = path(place, bytes, withIndexes: false)
    let found = findings
    let recognizers = engine.set.recognizers
    report?.count(found, recognizers, path: path)
  }

  private mutating func replaceFindings(
    in text: Span<UInt8>, _ place: Place, _ bytes: Span<UInt8>, _ issuer: inout TokenIssuer
  ) throws(Refusal) -> Bool {
    let raw = bytes.extracting(place.range)
    var walker = EscapeWalker()
    var codePoints = 0
    var counted = 0
    var changed = false
    for finding in findings {
      guard let replacement = try replacement(of: finding, in: text, place, bytes, &issuer) else {
        continue
      }
      var range = finding.range
      if place.isEscaped {
        let start = walker.rawOffset(ofDecoded: finding.start, in: raw)
        range = start..<walker.rawOffset(ofDecoded: finding.end, in: raw)
      }
      edits.replace(
        range.lowerBound + place.range.lowerBound..<range.upperBound + place.range.lowerBound,
        withText: replacement.span)
      changed = true
      if notesShifts, place.form == .sourceIfAsked {
        codePoints += text.codePoints(in: counted..<finding.start)
        let length = text.codePoints(in: finding.range)
        shifts.add(start: codePoints, length: length, newLength: replacement.count)
        codePoints += length
        counted = finding.end
      }
    }
    return changed
  }

  /// What takes the place of a finding; nil if it stays.
  mutating func replacement(
    of finding: Finding, in text: Span<UInt8>, _ place: Place, _ bytes: Span<UInt8>,
    _ issuer: inout TokenIssuer
  ) throws(Refusal) -> [UInt8]? {
    let recognizer = engine.set.recognizers[finding.recognizer]
    switch recognizer.action {
    case .allow: return nil
    case .block:
      throw Refusal(
        "blocked_\(recognizer.entity.lowercased())",
        "\(recognizer.entity) may not be sent; remove it.",
        param: path(place, bytes, withIndexes: true))
    case .redact: return Array("<\(recognizer.entity)>".utf8)
    case .tokenize:
      let value = text.extracting(finding.range).array
      do throws(VaultFull) {
        return try issuer.token(
          for: value, reading: finding.reading, entity: recognizer.entity,
          normalizer: recognizer.normalizer)
      } catch {
        throw Refusal(
          "vault_full",
          "too many different values are stored for this principal; wait or raise the limit.",
          param: path(place, bytes, withIndexes: true))
      }
    }
  }

  /// Where a string with its tokens would be too long for its slot, it becomes one token.
  private mutating func shortenIdentity(_ text: Span<UInt8>) {
    // `<`, `_`, the longest suffix and `>`.
    let tokenCharacters = 16
    var length = text.codePoints(in: 0..<text.count)
    for finding in findings {
      length +=
        engine.set.recognizers[finding.recognizer].entity.utf8.count + tokenCharacters
        - text.codePoints(in: finding.range)
    }
    guard length > Self.longestIdentity, var whole = findings.first else { return }
    whole.start = 0
    whole.end = text.count
    findings = [whole]
  }

  /// What the API takes for `user`, `safety_identifier` and `prompt_cache_key`, in characters.
  static let longestIdentity = 64

  // MARK: Refusals

  func path(_ place: Place, _ bytes: Span<UInt8>, withIndexes: Bool) -> String {
    FramePath(tape: tape, dialect: guardrail.dialect)
      .text(to: place.index, root: root, in: bytes, withIndexes: withIndexes)
  }

  private func tooLong(_ place: Place, _ bytes: Span<UInt8>) -> Refusal {
    Refusal(
      "text_too_long",
      "send at most \(guardrail.settings.frame.scannedTextBytes) bytes of text in one string.",
      param: path(place, bytes, withIndexes: true))
  }

  func refusal(_ failure: ScanFailure, _ place: Place, _ bytes: Span<UInt8>) -> Refusal {
    let param = path(place, bytes, withIndexes: true)
    switch failure {
    case .budget:
      return Refusal(
        "work_budget", "the text takes too long to scan; send less of it in a frame.",
        param: param)
    case .matchLimit(let index):
      let name = engine.set.recognizers[index].name
      return Refusal(
        "match_limit", "recognizer \(name) cannot read this text; change the text or the rule.",
        param: param)
    }
  }
}
