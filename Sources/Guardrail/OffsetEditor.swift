internal import Dialects
internal import FrameJSON

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
