internal import FrameJSON

extension Dialect {
  /// What the table says of a path: one slot for each kind of object that may be meant; none if
  /// the table has no row for it, so that the default applies.
  ///
  /// - Parameters:
  ///   - path: In the notation of rows, without conditions.
  ///   - kind: The frame.
  ///   - types: The value of `type` of objects on the way, by their path. An object whose type is
  ///     not given is one of any type.
  public func slots(at path: String, of kind: FrameKind, types: [String: String]) -> [Slot] {
    let isKeys = path.hasSuffix("{keys}")
    var places = [kind.node]
    var walked = ""
    for step in Self.steps(isKeys ? String(path.dropLast(6)) : path) {
      places = places.flatMap { node -> [Int] in
        switch nodes[node].slot {
        // Below arbitrary JSON and log probabilities there are no rows: theirs holds.
        case .json, .logProbabilities: [node]
        default: variants(of: node, named: types[walked]).compactMap { follow(step, from: $0) }
        }
      }
      walked = Self.join(walked, step)
    }
    return places.compactMap { node in
      isKeys ? nodes[node].keySlot ?? nodes[node].slot : nodes[node].slot
    }
  }

  private func variants(of node: Int, named type: String?) -> [Int] {
    let variants = nodes[node].variants
    guard let type else { return [node] + variants.map(\.node) }
    let name = MemberName(bytes: Array(type.utf8))
    return [variants.first { $0.type == name }?.node ?? node]
  }

  private func follow(_ step: Step, from node: Int) -> Int? {
    switch step {
    case .element: nodes[node].element
    case .anyMember: nodes[node].anyMember
    case .member(let name): nodes[node].members.first { $0.name == name }?.node
    }
  }

  private static func join(_ path: String, _ step: Step) -> String {
    switch step {
    case .element: path + "[*]"
    case .anyMember: path.isEmpty ? "*" : path + ".*"
    case .member(let name):
      (path.isEmpty ? "" : path + ".") + String(decoding: name.bytes, as: UTF8.self)
    }
  }
}
