internal import Synchronization

/// The lineages whose tokens a connection has, and what it has heard them called.
public struct FollowedLineages {
  private struct Reference: Hashable {
    let lineage: Lineage

    static func == (left: Reference, right: Reference) -> Bool { left.lineage === right.lineage }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(lineage)) }
  }

  /// How many ids are known though the store has forgotten them.
  static let mostIDs = 4_096

  private static let numbers = Atomic<UInt32>(0)

  /// The number of the connection: a lineage of its own bears it.
  public let number: UInt32
  private var lineages = CompactTable<Reference, Void>()
  private var ids = RecencyTable<LineageID, Void>()

  /// None, of a new connection.
  public init() {
    let number = Self.numbers.wrappingAdd(1, ordering: .relaxed).newValue
    self.number = max(1, number)
  }

  /// Adds a lineage; answers whether it is new.
  public mutating func insert(_ lineage: Lineage) -> Bool {
    guard !contain(lineage) else { return false }
    lineages.append((), for: Reference(lineage: lineage))
    return true
  }

  /// Whether a lineage is one of them.
  public func contain(_ lineage: Lineage) -> Bool {
    lineage.maker == number || lineages.place(of: Reference(lineage: lineage)) != nil
  }

  /// Notes that an id is known. At the limit the id that was noted least recently is forgotten.
  public mutating func note(_ id: LineageID) {
    if ids.use(id, at: 0, pinning: false) != nil { return }
    if ids.count >= Self.mostIDs { _ = ids.removeLeastRecent() }
    ids.insert((), for: id, at: 0, pins: 0)
  }

  /// Whether an id was noted.
  public func know(_ id: LineageID) -> Bool { ids.value(of: id) != nil }
}
