public import FrameJSON

/// The protocol table of one API, compiled for walking over frames.
public struct Dialect: Sendable {
  /// What stands at one place of a frame. Nodes refer to each other by index.
  public struct Node: Sendable {
    /// What a string, number or array at this place is; nil where only an object is known.
    public fileprivate(set) var slot: Slot?
    /// What the keys of an object at this place are; nil if they are names of the API.
    public fileprivate(set) var keySlot: Slot?
    /// Whether this is a copy of what the client sent.
    public fileprivate(set) var isEcho = false
    var members: [(name: MemberName, node: Int)] = []
    var anyMember: Int?
    var element: Int?
    var variants: [(type: MemberName, node: Int)] = []
    fileprivate var untypedVariant: Int?
    // For walking; filled once the table is whole.
    fileprivate var memberTable = NameTable([])
    fileprivate var variantTable = NameTable([])
    fileprivate var otherMember = 0
    fileprivate var elements = 0
  }

  /// A client frame or server event of one type.
  public struct FrameKind: Sendable {
    /// Its type; for the default rows the empty name.
    public let type: MemberName
    /// Index of the node of its root.
    public let node: Int
    /// What it means for the streams and the response of its lane.
    public let effect: EventEffect
  }

  /// All nodes.
  public private(set) var nodes: [Node] = []
  /// The default row of unknown client frames: every string is text.
  public private(set) var unknownFrame = FrameKind(type: "", node: 0, effect: .none)
  /// The default row of unknown events: every string is text.
  public private(set) var unknownEvent = FrameKind(type: "", node: 0, effect: .none)
  /// Client frames by type.
  public private(set) var clientFrames: [FrameKind] = []
  /// Server events by type.
  public private(set) var events: [FrameKind] = []
  private var generic: [Sink: Int] = [:]
  private var clientFrameTable = NameTable([])
  private var eventTable = NameTable([])
  private var compiled: [String: Int] = [:]
  private let shapes: [String: Shape]

  init(shapes: [Shape], clientFrames: [Event], events: [Event], envelope: [Row]) {
    self.shapes = Dictionary(uniqueKeysWithValues: shapes.map { ($0.name, $0) })
    for sink in Sink.allCases { generic[sink] = addGeneric(sink) }
    for frame in clientFrames {
      self.clientFrames.append(compile(frame, envelope: []))
    }
    for event in events {
      self.events.append(compile(event, envelope: envelope))
    }
    unknownFrame = compile(Event(type: "", rows: structural("type", "stream_id")), envelope: [])
    unknownEvent = compile(Event(type: ""), envelope: envelope)
    clientFrameTable = Self.table(self.clientFrames)
    eventTable = Self.table(self.events)
    for index in nodes.indices { finish(index) }
  }

  /// The node of the unknown: each string and key is text, but for names of types and ids.
  public func genericNode(_ sink: Sink) -> Int { generic[sink] ?? 0 }

  /// The client frame of that type, if it is known.
  public func clientFrame(_ bytes: Span<UInt8>, _ range: Range<Int>, isEscaped: Bool) -> FrameKind?
  {
    clientFrameTable.index(bytes, range, isEscaped: isEscaped).map { clientFrames[$0] }
  }

  /// The server event of that type, if it is known.
  public func event(_ bytes: Span<UInt8>, _ range: Range<Int>, isEscaped: Bool) -> FrameKind? {
    eventTable.index(bytes, range, isEscaped: isEscaped).map { events[$0] }
  }

  // MARK: Walking

  /// The node of an object by its member `type`, which is at `typeIndex` of the tape, if any.
  public func variant(
    of node: Int, type: FrameValue?, in bytes: Span<UInt8>
  ) -> Int {
    guard hasVariants(node) else { return node }
    guard let type, type.kind == .string else { return nodes[node].untypedVariant ?? node }
    return nodes[node].variantTable.index(bytes, type.range, isEscaped: type.isEscaped) ?? node
  }

  /// Whether objects at a node are told apart by their type.
  public func hasVariants(_ node: Int) -> Bool { !nodes[node].variantTable.isEmpty }

  /// The node of a member and whether its key is a name of the API.
  public func member(
    of node: Int, _ value: FrameValue, in bytes: Span<UInt8>
  ) -> (node: Int, isNamed: Bool) {
    if let key = value.keyRange,
      let member = nodes[node].memberTable.index(bytes, key, isEscaped: value.isKeyEscaped)
    {
      return (member, true)
    }
    return (nodes[node].otherMember, false)
  }

  /// The node of the elements of an array.
  public func element(of node: Int) -> Int { nodes[node].elements }

  // MARK: Compiling

  private static func table(_ kinds: [FrameKind]) -> NameTable {
    NameTable(kinds.indices.map { (kinds[$0].type, $0) })
  }

  /// Fills what a node needs for walking.
  private mutating func finish(_ index: Int) {
    let node = nodes[index]
    let unknown = genericNode(sink(of: index))
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

  private mutating func compile(_ frame: Event, envelope: [Row]) -> FrameKind {
    let root = nodes.count
    nodes.append(Node())
    fill(root, envelope + frame.rows, frame.inclusions, isEcho: false)
    return FrameKind(
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
    for step in Self.steps(path) { node = child(of: node, step, isEcho) }
    if path == row.path { nodes[node].slot = row.slot } else { nodes[node].keySlot = row.slot }
  }

  private mutating func link(_ shape: Int, at root: Int, _ path: String, _ isEcho: Bool) {
    var steps = Self.steps(path)
    guard let last = steps.popLast() else { return }
    var node = root
    for step in steps { node = child(of: node, step, isEcho) }
    switch last {
    case .element: nodes[node].element = shape
    case .anyMember: nodes[node].anyMember = shape
    case .member(let name): nodes[node].members.append((name, shape))
    }
  }

  enum Step {
    case member(MemberName)
    case anyMember
    case element
  }

  /// `a.b[*].*` as its steps.
  static func steps(_ path: String) -> [Step] {
    path.split(separator: ".").flatMap { part -> [Step] in
      let name = part.prefix { $0 != "[" }
      let step: Step = name == "*" ? .anyMember : .member(MemberName(bytes: Array(name.utf8)))
      return [step] + Array(repeating: .element, count: (part.count - name.count) / 3)
    }
  }

  private mutating func child(of node: Int, _ step: Step, _ isEcho: Bool) -> Int {
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
