import Synchronization

/// A vault in the memory of the process.
public final class MemoryVault: TokenVault {
  /// What the vault may hold.
  public struct Limits: Sendable, Equatable {
    /// Most values of one principal. Without it one careless client could take all memory.
    /// Default 200,000.
    public var valuesPerPrincipal = 200_000

    /// The defaults.
    public init() {}
  }

  private typealias Entries = [TokenName: [UInt8]]

  private let limits: Limits
  private let entries = Mutex<[[UInt8]: Entries]>([:])

  /// An empty vault.
  public init(limits: Limits = Limits()) { self.limits = limits }

  /// Keeps a value under a name; see `TokenVault`.
  public func store(
    _ value: [UInt8], as name: TokenName, for principal: [UInt8]
  ) throws(VaultFull) -> Bool {
    let most = limits.valuesPerPrincipal
    let isStored: Bool? = entries.withLock { entries in
      if let present = entries[principal]?[name] { return present == value }
      guard entries[principal]?.count ?? 0 < most else { return nil }
      entries[principal, default: [:]][name] = value
      return true
    }
    guard let isStored else { throw VaultFull() }
    return isStored
  }

  /// The value behind a name; nil if there is none for this principal.
  public func value(of name: TokenName, for principal: [UInt8]) -> [UInt8]? {
    entries.withLock { $0[principal]?[name] }
  }
}
