/// The tokens that a connection may restore, with their values.
public struct HeldTokens {
  private var table = CompactTable<TokenName, StoredValue>()

  /// No tokens.
  public init() {}

  /// Whether there are none.
  public var isEmpty: Bool { table.count == 0 }

  /// The names of all.
  public var names: [TokenName] { (0..<table.count).map { table.key(at: $0) } }

  /// The value of a token; nil if it is not held.
  public subscript(name: TokenName) -> StoredValue? { table.place(of: name).map { table[$0] } }

  /// Adds a token, or gives it another value.
  public mutating func add(_ value: StoredValue, as name: TokenName) {
    if let place = table.place(of: name) {
      table[place] = value
    } else {
      table.append(value, for: name)
    }
  }

  /// Removes a token.
  public mutating func remove(_ name: TokenName) {
    if let place = table.place(of: name) { table.remove(at: place) }
  }
}
