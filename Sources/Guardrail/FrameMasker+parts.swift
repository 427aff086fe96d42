internal import Dialects
internal import FrameJSON
internal import Recognizers
internal import Tokens

/// What hangs on the text of a part: annotations, log probabilities, and the parts beside it.
extension FrameMasker {
  /// Shifts the offsets in a list of annotations as the text of their part has changed.
  mutating func shift(
    _ index: Int, _ node: Int, by shifts: OffsetShifts, _ bytes: Span<UInt8>
  ) {
    guard !shifts.isEmpty else { return }
    OffsetEditor(tape: tape, dialect: guardrail.dialect)
      .shift(index, node, by: shifts, bytes, &edits)
  }

  /// Empties log probabilities whose text has changed, or that spell out what may not leave.
  mutating func maskLogprobs(
    _ index: Int, hasChanged: Bool, _ bytes: Span<UInt8>
  ) throws(Refusal) {
    let value = tape.values[index]
    guard value.next > index + 1, let empty = tape.emptyLogprobs(index) else { return }
    let spells = hasChanged ? true : try spellsFinding(index, bytes)
    if spells { edits.replace(value.range, with: empty.span) }
  }

  /// Whether the strings of a list, joined in their order, hold a finding: those of the text itself,
  /// and all with those that were less likely.
  private mutating func spellsFinding(_ index: Int, _ bytes: Span<UInt8>) throws(Refusal) -> Bool {
    let place = Place(index: index, range: tape.values[index].range, isEscaped: true)
    for names in [Names.token, nil] {
      try scan(tape.joinedStrings(in: index, named: names, bytes).span, place, bytes)
      if !findings.isEmpty { return true }
    }
    return false
  }

  // MARK: Neighbours

  /// How much of each side of a border between parts is looked at, in bytes.
  private static let borderBytes = 64

  /// Finds values that go over the borders of neighbouring text parts.
  ///
  /// Each part gets the piece that is in it as a finding of its own, so that the text of each comes
  /// back as it was.
  mutating func findOverBorders(_ array: Int, _ node: Int, _ bytes: Span<UInt8>) throws(Refusal) {
    var texts: [Int] = []
    var child = tape.firstChild(of: array)
    let end = tape.values[array].next
    while child < end {
      if let text = textMember(of: child, bytes) {
        texts.append(text)
      } else {
        try findOverBorders(of: texts, bytes)
        texts.removeAll(keepingCapacity: true)
      }
      child = tape.values[child].next
    }
    try findOverBorders(of: texts, bytes)
  }

  private func textMember(of index: Int, _ bytes: Span<UInt8>) -> Int? {
    guard tape.values[index].kind == .object,
      let text = tape.member(Names.text, of: index, in: bytes), tape.values[text].kind == .string
    else { return nil }
    return text
  }

  private mutating func findOverBorders(
    of texts: [Int], _ bytes: Span<UInt8>
  ) throws(Refusal) {
    guard texts.count > 1 else { return }
    var joined = JoinedTexts()
    for text in texts {
      joined.append(JSONString.decoded(bytes.extracting(tape.values[text].range)))
    }
    for border in joined.borders {
      let window = joined.window(around: border, Self.borderBytes)
      let place = Place(index: texts[0], range: tape.values[texts[0]].range, isEscaped: true)
      try scan(joined.bytes.span.extracting(window), place, bytes)
      let over = findings.filter { finding in
        finding.start + window.lowerBound < border && finding.end + window.lowerBound > border
          && isSure(finding)
      }
      for var finding in over {
        finding.start += window.lowerBound
        finding.end += window.lowerBound
        for (part, range) in joined.pieces(of: finding.range) {
          let piece = Finding(
            start: range.lowerBound, end: range.upperBound, recognizer: finding.recognizer,
            score: 1, isValidated: true)
          if borderFindings[texts[part]]?.contains(piece) != true {
            borderFindings[texts[part], default: []].append(piece)
          }
        }
      }
    }
  }

  /// Whether a finding is none by chance: an address, what has a check, or a secret that is known by
  /// its own form, which a password is not.
  private func isSure(_ finding: Finding) -> Bool {
    let recognizer = engine.set.recognizers[finding.recognizer]
    return finding.isValidated || recognizer.entity == "EMAIL_ADDRESS"
      || recognizer.family == "SECRET" && !recognizer.keepsRest
  }

  // MARK: Schemas

  private static let constrained: [MemberName] = ["const", "default", "enum", "examples"]
  private static let constraints: [MemberName] = ["format", "pattern", "maxLength"]

  /// Counts a value of a JSON Schema that fits it while its token may not.
  mutating func countSchemaConflict(_ index: Int, in object: Int, _ bytes: Span<UInt8>) {
    guard guardrail.settings.isReportOnly,
      Self.constrained.contains(where: { tape.hasKey($0, at: index, in: bytes) }),
      Self.constraints.contains(where: { tape.member($0, of: object, in: bytes) != nil })
    else { return }
    let place = Place(index: index, range: tape.values[index].range, isEscaped: false)
    report.countSchemaConflict(path(place, bytes, withIndexes: false))
  }
}

/// The texts of neighbouring parts as one.
private struct JoinedTexts {
  private(set) var bytes: [UInt8] = []
  private var starts: [Int] = []

  /// Where one text ends and another begins.
  var borders: [Int] { Array(starts.dropFirst()) }

  mutating func append(_ text: [UInt8]) {
    starts.append(bytes.count)
    bytes.append(contentsOf: text)
  }

  /// So many bytes on both sides, with whole characters.
  func window(around border: Int, _ count: Int) -> Range<Int> {
    var start = max(0, border - count)
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    var end = min(bytes.count, border + count)
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return start..<end
  }

  /// The parts of a range, each with the index of its text and its place there.
  func pieces(of range: Range<Int>) -> [(part: Int, range: Range<Int>)] {
    starts.indices.compactMap { part in
      let end = part + 1 < starts.count ? starts[part + 1] : bytes.count
      let overlap = range.clamped(to: starts[part]..<end)
      guard !overlap.isEmpty else { return nil }
      return (part, overlap.lowerBound - starts[part]..<overlap.upperBound - starts[part])
    }
  }
}
