internal import Dialects
internal import FrameJSON

/// Writes where a value of a frame is, in the notation of the protocol facts.
struct FramePath {
  let tape: FrameTape
  let dialect: Dialect

  /// The path of a value; a key that is the caller's own prints as `*`.
  ///
  /// - Parameters:
  ///   - target: Index of the value on the tape.
  ///   - root: The node of the frame.
  ///   - bytes: The frame.
  ///   - withIndexes: Whether array elements print with their index, or all as `[*]`.
  func text(to target: Int, root: Int, in bytes: Span<UInt8>, withIndexes: Bool) -> String {
    var path = ""
    var index = 0
    var node = root
    while index != target {
      let isObject = tape.values[index].kind == .object
      if isObject { node = dialect.variant(of: node, at: index, on: tape, in: bytes) }
      var child = tape.firstChild(of: index)
      var ordinal = 0
      while tape.values[child].next <= target {
        child = tape.values[child].next
        ordinal += 1
      }
      if isObject {
        let member = dialect.member(of: node, tape.values[child], in: bytes)
        if !path.isEmpty { path += "." }
        path += member.isNamed ? name(tape.values[child], in: bytes) : "*"
        node = member.node
      } else {
        path += withIndexes ? "[\(ordinal)]" : "[*]"
        node = dialect.element(of: node)
      }
      index = child
    }
    return path
  }

  private func name(_ value: FrameValue, in bytes: Span<UInt8>) -> String {
    guard let range = value.keyRange else { return "*" }
    return String(decoding: JSONString.decoded(bytes.extracting(range)), as: UTF8.self)
  }
}

extension Dialect {
  /// The node of the object at an index of the tape, by its member `type`.
  func variant(
    of node: Int, at index: Int, on tape: FrameTape, in bytes: Span<UInt8>
  ) -> Int {
    guard hasVariants(node) else { return node }
    let type = tape.member(Names.type, of: index, in: bytes)
    return variant(of: node, type: type.map { tape.values[$0] }, in: bytes)
  }
}
