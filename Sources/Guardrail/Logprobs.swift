internal import Dialects
internal import FrameJSON

/// Log probabilities, which tell a text once more, token by token.
extension FrameTape {
  /// Whether a member holds log probabilities: where the table says so, and in what it does not know
  /// by their name and form, which is a list of tokens or an object with such lists (Chat
  /// Completions).
  func isLogprobs(
    _ index: Int, _ member: (node: Int, isNamed: Bool), _ dialect: Dialect, _ bytes: Span<UInt8>
  ) -> Bool {
    switch values[index].kind {
    case .array, .object: break
    default: return false
    }
    if dialect.nodes[member.node].slot == .logProbabilities { return true }
    guard !member.isNamed, hasKey(Names.logprobs, at: index, in: bytes) else { return false }
    return values[index].kind == .object
      ? holdsTokenList(index, bytes) : isTokenList(index, bytes)
  }

  private func isTokenList(_ index: Int, _ bytes: Span<UInt8>) -> Bool {
    guard values[index].kind == .array, values[index].next > index + 1 else { return false }
    let first = firstChild(of: index)
    return values[first].kind == .object && member(Names.token, of: first, in: bytes) != nil
  }

  private func holdsTokenList(_ index: Int, _ bytes: Span<UInt8>) -> Bool {
    var child = firstChild(of: index)
    while child < values[index].next {
      if isTokenList(child, bytes) { return true }
      child = values[child].next
    }
    return false
  }

  /// What stands for log probabilities of which nothing is told; nil if they tell nothing.
  func emptyLogprobs(_ index: Int) -> [UInt8]? {
    guard values[index].next > index + 1 else { return nil }
    return Array((values[index].kind == .array ? "[]" : "null").utf8)
  }

  /// The strings below a value in their order, joined and decoded.
  ///
  /// - Parameter name: The key of those that are meant, outside of the less likely ones; nil for all.
  func joinedStrings(in index: Int, named name: MemberName?, _ bytes: Span<UInt8>) -> [UInt8] {
    var joined: [UInt8] = []
    var child = index
    while child < values[index].next {
      let value = values[child]
      if name != nil, hasKey(Names.topLogprobs, at: child, in: bytes) {
        child = value.next
        continue
      }
      if value.kind == .string, name.map({ hasKey($0, at: child, in: bytes) }) ?? true {
        JSONString.decode(bytes.extracting(value.range), into: &joined)
      }
      child += 1
    }
    return joined
  }
}
