/// Keeps the values behind tokens, by principal, and which of them each turn may restore.
///
/// A store may be shared by many connections at once. Times are seconds since any fixed moment; the
/// caller reads the clock.
public protocol TokenVault: Sendable {
  /// Keeps a value under a name, and pins it.
  ///
  /// - Returns: Whether the name now stands for this value; false if another value has it, which
  ///   then is not pinned.
  /// - Throws: `VaultFull` if there is no room and nothing that may go.
  func store(
    _ value: StoredValue, as name: TokenName, for principal: [UInt8], at now: Int64
  ) throws(VaultFull) -> Bool

  /// The value behind a name, which is pinned; nil if there is none for this principal.
  func pin(_ name: TokenName, for principal: [UInt8], at now: Int64) -> StoredValue?

  /// Takes back one pin of each name; the time is that of its last use. A value without pins may be
  /// evicted.
  func unpin(_ names: [TokenName], for principal: [UInt8], at now: Int64)

  /// Remembers the lineage of something that a client may name later.
  func record(_ lineage: Lineage, under id: LineageID, for principal: [UInt8], at now: Int64)

  /// The lineage of something that a client names; nil if it is not known for this principal.
  func lineage(of id: LineageID, for principal: [UInt8], at now: Int64) -> Lineage?
}

/// A value as it comes back.
public struct StoredValue: Sendable, Equatable {
  // One reference, and the kind in its spare bits: there are many of these.
  private enum Content: Sendable, Equatable {
    case text([UInt8])
    case number([UInt8])
  }

  private let content: Content

  /// Its UTF-8.
  public var bytes: [UInt8] {
    switch content {
    case .text(let bytes), .number(let bytes): bytes
    }
  }

  /// Whether it was a JSON number, and is one again where a JSON source has it as a whole.
  public var isNumber: Bool {
    if case .number = content { true } else { false }
  }

  /// A value.
  public init(bytes: [UInt8], isNumber: Bool = false) {
    content = isNumber ? .number(bytes) : .text(bytes)
  }
}

/// The vault has no room and may let nothing go; nothing was stored.
public struct VaultFull: Error, Sendable, Equatable {
  /// Which limit it is.
  public enum Limit: Sendable {
    case principal, process
  }

  /// Which limit it is.
  public let limit: Limit
}
