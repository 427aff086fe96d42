public import FrameJSON

/// The protocol table of one API, compiled for walking over frames.
///
/// A class, because a copy of it for each walk would cost more than the walk.
public final class Dialect: Sendable {
  /// What stands at one place of a frame. Nodes refer to each other by index.
  public struct Node: Sendable {
    /// What a string, number or array at this place is; nil where only an object is known.
    public internal(set) var slot: Slot?
    /// What the keys of an object at this place are; nil if they are names of the API.
    public internal(set) var keySlot: Slot?
    /// Whether this is a copy of what the client sent.
    public internal(set) var isEcho = false
    var members: [(name: MemberName, node: Int)] = []
    var anyMember: Int?
    var element: Int?
    var variants: [(type: MemberName, node: Int)] = []
    var untypedVariant: Int?
    // For walking; filled once the table is whole.
    var memberTable = NameTable.empty
    var variantTable = NameTable.empty
    var otherMember = 0
    var elements = 0
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
  public let nodes: [Node]
  /// The default row of unknown client frames: every string is text.
  public let unknownFrame: FrameKind
  /// The default row of unknown events: every string is text.
  public let unknownEvent: FrameKind
  /// Client frames by type.
  public let clientFrames: [FrameKind]
  /// Server events by type.
  public let events: [FrameKind]
  private let clientFrameTable: NameTable
  private let eventTable: NameTable

  init(shapes: [Shape], clientFrames: [Event], events: [Event], envelope: [Row]) {
    var compiler = DialectCompiler(shapes: shapes)
    self.clientFrames = clientFrames.map { compiler.compile($0, envelope: []) }
    self.events = events.map { compiler.compile($0, envelope: envelope) }
    unknownFrame = compiler.compile(
      Event(type: "", rows: structural("type", "stream_id")), envelope: [])
    unknownEvent = compiler.compile(Event(type: ""), envelope: envelope)
    compiler.finish()
    nodes = compiler.nodes
    clientFrameTable = Self.table(self.clientFrames)
    eventTable = Self.table(self.events)
  }

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

  private static func table(_ kinds: [FrameKind]) -> NameTable {
    NameTable(kinds.indices.map { (kinds[$0].type, $0) })
  }

  // MARK: Paths

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

}
