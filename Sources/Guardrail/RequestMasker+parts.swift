internal import Dialects
internal import FrameJSON
internal import Recognizers

/// What hangs on the text of a part: annotations and log probabilities.
extension RequestMasker {
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
    _ index: Int, hasChanged: Bool, _ bytes: Span<UInt8>, _ issuer: inout TokenIssuer
  ) throws(Refusal) {
    let value = tape.values[index]
    guard value.next > index + 1 else { return }
    let spells = hasChanged ? true : try spellsFinding(index, bytes)
    if spells {
      edits.replace(value.range, with: Array("[]".utf8).span)
    }
  }

  /// Whether the strings of a list, joined in their order, hold a finding.
  private mutating func spellsFinding(_ index: Int, _ bytes: Span<UInt8>) throws(Refusal) -> Bool {
    var joined: [UInt8] = []
    for child in index..<tape.values[index].next where tape.values[child].kind == .string {
      JSONString.decode(bytes.extracting(tape.values[child].range), into: &joined)
    }
    let place = Place(index: index, range: tape.values[index].range, isEscaped: true)
    try scan(joined.span, place, bytes, key: nil)
    return !findings.isEmpty
  }
}

/// Rewrites the offsets of annotations.
struct OffsetEditor {
  let tape: FrameTape
  let dialect: Dialect

  /// Shifts every offset at or below a value.
  func shift(
    _ index: Int, _ node: Int, by shifts: OffsetShifts, _ bytes: Span<UInt8>,
    _ edits: inout FrameEdits
  ) {
    let value = tape.values[index]
    switch value.kind {
    case .object, .array:
      let isObject = value.kind == .object
      var child = tape.firstChild(of: index)
      while child < value.next {
        let next =
          isObject
          ? dialect.member(of: node, tape.values[child], in: bytes).node
          : dialect.element(of: node)
        shift(child, next, by: shifts, bytes, &edits)
        child = tape.values[child].next
      }
    case .number:
      guard case .offset(let edge) = dialect.nodes[node].slot,
        let offset = bytes.extracting(value.range).integer
      else { return }
      let shifted = shifts.shifted(offset, edge)
      if shifted != offset {
        edits.replace(value.range, with: Array(String(shifted).utf8).span)
      }
    case .string, .true, .false, .null: break
    }
  }
}

extension Span<UInt8> {
  /// The value of up to 18 ASCII digits; nil for anything else.
  var integer: Int? {
    guard count >= 1, count <= 18 else { return nil }
    var value = 0
    for index in indices {
      guard 0x30...0x39 ~= self[index] else { return nil }
      value = value * 10 + Int(self[index] - 0x30)
    }
    return value
  }
}
