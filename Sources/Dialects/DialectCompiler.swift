internal import FrameJSON

/// Makes the nodes of a protocol table from its rows and shapes.
struct DialectCompiler {
  typealias Node = Dialect.Node

  private(set) var nodes: [Node] = []
  /// The node of the unknown for each sink.
  private(set) var generic: [Sink: Int] = [:]
  private var compiled: [String: Int] = [:]
  private let shapes: [String: Shape]

  init(shapes: [Shape]) {
    self.shapes = Dictionary(uniqueKeysWithValues: shapes.map { ($0.name, $0) })
    for sink in Sink.allCases { generic[sink] = addGeneric(sink) }
  }

  /// Fills what nodes need for walking, once all of them are there.
  mutating func finish() {
    for index in nodes.indices { finish(index) }
  }

  private mutating func finish(_ index: Int) {
    let node = nodes[index]
    let unknown = generic[sink(of: index)] ?? 0
    nodes[index].memberTable = NameTable(node.members.map { ($0.name, $0.node) })
    nodes[index].variantTable = NameTable(node.variants.map { ($0.type, $0.node) })
    nodes[index].otherMember = node.anyMember ?? unknown
    nodes[index].elements = node.element ?? unknown
  }

  private func sink(of node: Int) -> Sink {
    switch nodes[node].slot {
    case .json(let sink), .text(_, let sink), .delta(_, let sink): sink
    default: .prose
    }
  }

  private mutating func addGeneric(_ sink: Sink) -> Int {
    let index = nodes.count
    nodes.append(Node(slot: .json(sink), keySlot: .json(sink)))
    nodes[index].anyMember = index
    nodes[index].element = index
    return index
  }

  mutating func compile(_ frame: Event, envelope: [Row]) -> Dialect.FrameKind {
    let root = nodes.count
    nodes.append(Node())
    fill(root, envelope + frame.rows, frame.inclusions, isEcho: false)
    return Dialect.FrameKind(
      type: MemberName(bytes: Array(frame.type.utf8)), node: root, effect: frame.effect)
  }

  private mutating func fill(
    _ root: Int, _ rows: [Row], _ inclusions: [Shape.Inclusion], isEcho: Bool
  ) {
    for row in rows { insert(row, at: root, isEcho) }
    for inclusion in inclusions {
      guard let shape = shapes[inclusion.shape] else {
        preconditionFailure("the table includes '\(inclusion.shape)', which it does not define")
      }
      if inclusion.path.isEmpty {
        fill(root, shape.rows, shape.inclusions, isEcho: isEcho)
      } else {
        let node = compile(shape, isEcho: isEcho || inclusion.isEcho)
        link(node, at: root, inclusion.path, isEcho)
      }
    }
  }

  private mutating func compile(_ shape: Shape, isEcho: Bool) -> Int {
    let name = shape.name + (isEcho ? " (echo)" : "")
    if let done = compiled[name] { return done }
    let root = nodes.count
    nodes.append(Node(isEcho: isEcho))
    compiled[name] = root
    fill(root, shape.rows, shape.inclusions, isEcho: isEcho)
    for variant in shape.variants {
      let node = nodes.count
      nodes.append(Node(isEcho: isEcho))
      fill(
        node, shape.rows + variant.rows, shape.inclusions + variant.inclusions, isEcho: isEcho)
      nodes[root].variants.append((MemberName(bytes: Array(variant.type.utf8)), node))
      if variant.type == shape.untypedVariant { nodes[root].untypedVariant = node }
    }
    return root
  }

  private mutating func insert(_ row: Row, at root: Int, _ isEcho: Bool) {
    let path = row.path.hasSuffix("{keys}") ? String(row.path.dropLast(6)) : row.path
    var node = root
    for step in Dialect.steps(path) { node = child(of: node, step, isEcho) }
    if path == row.path { nodes[node].slot = row.slot } else { nodes[node].keySlot = row.slot }
  }

  private mutating func link(_ shape: Int, at root: Int, _ path: String, _ isEcho: Bool) {
    var steps = Dialect.steps(path)
    guard let last = steps.popLast() else { return }
    var node = root
    for step in steps { node = child(of: node, step, isEcho) }
    switch last {
    case .element: nodes[node].element = shape
    case .anyMember: nodes[node].anyMember = shape
    case .member(let name): nodes[node].members.append((name, shape))
    }
  }

  private mutating func child(of node: Int, _ step: Dialect.Step, _ isEcho: Bool) -> Int {
    switch step {
    case .member(let name):
      if let present = nodes[node].members.first(where: { $0.name == name }) {
        return present.node
      }
    case .anyMember: if let present = nodes[node].anyMember { return present }
    case .element: if let present = nodes[node].element { return present }
    }
    let index = nodes.count
    nodes.append(Node(isEcho: isEcho))
    switch step {
    case .member(let name): nodes[node].members.append((name, index))
    case .anyMember: nodes[node].anyMember = index
    case .element: nodes[node].element = index
    }
    return index
  }
}
