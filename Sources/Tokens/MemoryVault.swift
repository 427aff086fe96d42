import Synchronization

/// A vault in the memory of the process.
public final class MemoryVault: TokenVault {
  /// What the vault may hold.
  public struct Limits: Sendable, Equatable {
    /// Most values of one principal. Without it one careless client could take all memory. At the
    /// limit its value that was used least recently and is not pinned goes. Default 200,000.
    public var valuesPerPrincipal = 200_000
    /// Most values of all principals. Default 2,000,000: some 400 MiB with short values.
    public var vaultValues = 2_000_000
    /// Most responses, items and conversations of one principal that are remembered; the one used
    /// least recently is forgotten. Default 200,000.
    public var lineagesPerPrincipal = 200_000
    /// Seconds since its last use after which a value or a lineage is forgotten. Default 30 days,
    /// as long as backends keep responses.
    public var secondsToLive: Int64 = 30 * 24 * 3600

    /// The defaults.
    public init() {}
  }

  private struct State {
    var shelves: [[UInt8]: Shelf] = [:]
    var count = 0
  }

  /// What one principal has.
  private struct Shelf {
    var values = RecencyTable<TokenName, StoredValue>()
    var lineages = RecencyTable<LineageID, Lineage>()
  }

  private let limits: Limits
  private let state = Mutex(State())

  /// An empty vault.
  public init(limits: Limits = Limits()) { self.limits = limits }

  /// How many values are stored.
  public var count: Int { state.withLock { $0.count } }

  /// Keeps a value under a name, and pins it; see `TokenVault`.
  public func store(
    _ value: StoredValue, as name: TokenName, for principal: [UInt8], at now: Int64
  ) throws(VaultFull) -> Bool {
    let limits = limits
    let result: Result<Bool, VaultFull> = state.withLock { state in
      if let present = state.shelves[principal]?.values.value(of: name) {
        guard present == value else { return .success(false) }
        _ = state.shelves[principal]?.values.use(name, at: now, pinning: true)
        return .success(true)
      }
      let oldest = now - limits.secondsToLive
      state.count -= state.shelves[principal]?.values.removeUnused(since: oldest) ?? 0
      if state.shelves[principal]?.values.count ?? 0 >= limits.valuesPerPrincipal {
        guard state.shelves[principal]?.values.removeLeastRecent() == true else {
          return .failure(VaultFull(limit: .principal))
        }
        state.count -= 1
      }
      if state.count >= limits.vaultValues, !Self.makeRoom(&state, oldest) {
        return .failure(VaultFull(limit: .process))
      }
      state.shelves[principal, default: Shelf()].values.insert(value, for: name, at: now)
      state.count += 1
      return .success(true)
    }
    return try result.get()
  }

  /// Lets values of any principal go: all that are too old, else the least recent of whoever has
  /// most.
  private static func makeRoom(_ state: inout State, _ oldest: Int64) -> Bool {
    let before = state.count
    for principal in state.shelves.keys {
      state.count -= state.shelves[principal]?.values.removeUnused(since: oldest) ?? 0
    }
    if state.count < before { return true }
    for (principal, _) in state.shelves.sorted(by: { $0.value.values.count > $1.value.values.count }
    )
    where state.shelves[principal]?.values.removeLeastRecent() == true {
      state.count -= 1
      return true
    }
    return false
  }

  /// The value behind a name, which is pinned; nil if there is none for this principal.
  public func pin(_ name: TokenName, for principal: [UInt8], at now: Int64) -> StoredValue? {
    let oldest = now - limits.secondsToLive
    return state.withLock { state in
      state.count -= state.shelves[principal]?.values.removeUnused(since: oldest) ?? 0
      return state.shelves[principal]?.values.use(name, at: now, pinning: true)
    }
  }

  /// Takes back one pin of each name.
  public func unpin(_ names: [TokenName], for principal: [UInt8], at now: Int64) {
    state.withLock { state in
      for name in names { state.shelves[principal]?.values.unpin(name, at: now) }
    }
  }

  /// Remembers a lineage; see `TokenVault`.
  public func record(
    _ lineage: Lineage, under id: LineageID, for principal: [UInt8], at now: Int64
  ) {
    let limits = limits
    state.withLock { state in
      var shelf = state.shelves.removeValue(forKey: principal) ?? Shelf()
      _ = shelf.lineages.removeUnused(since: now - limits.secondsToLive)
      if shelf.lineages.count >= limits.lineagesPerPrincipal {
        _ = shelf.lineages.removeLeastRecent()
      }
      shelf.lineages.insert(lineage, for: id, at: now, pins: 0)
      state.shelves[principal] = shelf
    }
  }

  /// The lineage of something that a client names; nil if it is not known for this principal.
  public func lineage(of id: LineageID, for principal: [UInt8], at now: Int64) -> Lineage? {
    let oldest = now - limits.secondsToLive
    return state.withLock { state in
      _ = state.shelves[principal]?.lineages.removeUnused(since: oldest)
      return state.shelves[principal]?.lineages.use(id, at: now, pinning: false)
    }
  }
}
