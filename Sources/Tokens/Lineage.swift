internal import Crypto

/// What a client can name to go on from: where tokens were issued before.
///
/// It is known by the first 12 bytes of a SHA-256, whatever its length.
public struct LineageID: Sendable, Hashable {
  private let words: (UInt32, UInt32, UInt32)

  private init(_ kind: UInt8, _ bytes: [UInt8]) {
    var hash = SHA256()
    hash.update(data: [kind])
    hash.update(data: bytes)
    let digest = Array(hash.finalize())
    func word(_ start: Int) -> UInt32 {
      digest[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    words = (word(0), word(4), word(8))
  }

  /// Whether both are the same.
  public static func == (left: LineageID, right: LineageID) -> Bool { left.words == right.words }

  /// Feeds what is hashed already.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(UInt64(words.0) << 32 | UInt64(words.1))
  }

  /// A response, by its id.
  public static func response(_ id: [UInt8]) -> LineageID { LineageID(0, id) }
  /// A conversation, by its id.
  public static func conversation(_ id: [UInt8]) -> LineageID { LineageID(1, id) }
  /// An output item, by its id.
  public static func item(_ id: [UInt8]) -> LineageID { LineageID(2, id) }
  /// Ciphertext that was delivered: what it holds was written with its tokens.
  public static func content(_ text: [UInt8]) -> LineageID { LineageID(3, text) }
}

/// The tokens of one turn and of all turns that it goes on from.
///
/// A turn holds only the names that its ancestors lack.
public final class Lineage: Sendable {
  /// What is known of a token beside its value.
  public enum Note: Sendable, Hashable {
    /// The client sent the value in a URL of this origin.
    case sent(TokenName, origin: [UInt8])
    /// The client was given the token itself.
    case delivered(TokenName)
  }

  /// The names that this turn adds.
  private let names: Names
  /// What this turn adds to what is known of tokens.
  private let notes: [Note]
  /// The scope in which its tokens are named, if it is one of its own.
  public let scope: [UInt8]?
  private let parents: Parents
  private let depth: UInt8
  /// Of which connection it is, all of it; 0 for none.
  let maker: UInt32

  /// How many generations are followed before a turn holds all names itself. Without it a long
  /// conversation would make a chain of any length.
  static let mostGenerations: UInt8 = 32

  /// Of nothing.
  private static let empty = Lineage(names: [], notes: [], parents: [], scope: nil, maker: 0)

  /// A turn; if it adds nothing to the only one that it goes on from, that one.
  ///
  /// - Parameters:
  ///   - names: The names of tokens in its frame.
  ///   - notes: What is known of them.
  ///   - parents: What the frame goes on from.
  ///   - scope: The scope in which its tokens are named; nil for that of the principal.
  ///   - maker: The number of the connection that has all of its tokens; 0 for none.
  public static func turn(
    names: Set<TokenName>, notes: Set<Note> = [], parents: [Lineage], scope: [UInt8]?,
    maker: UInt32 = 0
  ) -> Lineage {
    let parents = parents.filter { $0 !== empty }
    if parents.isEmpty, names.isEmpty, notes.isEmpty, scope == nil { return empty }
    guard let first = parents.first else {
      return Lineage(names: names, notes: notes, parents: [], scope: scope, maker: maker)
    }
    var inherited = Contents()
    if parents.count > 1 || !names.isEmpty || !notes.isEmpty {
      inherited = parents.dropFirst().reduce(into: first.contents) { $0.formUnion($1.contents) }
    }
    let newNames = names.subtracting(inherited.names)
    let newNotes = notes.subtracting(inherited.notes)
    if newNames.isEmpty, newNotes.isEmpty, parents.allSatisfy({ $0 === first }),
      first.scope == scope
    {
      return first
    }
    guard (parents.map(\.depth).max() ?? 0) < mostGenerations else {
      if parents.count == 1, names.isEmpty, notes.isEmpty { inherited = first.contents }
      return Lineage(
        names: names.union(inherited.names), notes: notes.union(inherited.notes), parents: [],
        scope: scope, maker: maker)
    }
    return Lineage(
      names: newNames, notes: newNotes, parents: parents, scope: scope, maker: maker)
  }

  private init(
    names: Set<TokenName>, notes: Set<Note>, parents: [Lineage], scope: [UInt8]?, maker: UInt32
  ) {
    self.maker = maker
    self.names = Names(names)
    self.notes = Array(notes)
    self.parents = Parents(parents)
    self.scope = scope
    depth = (parents.map(\.depth).max() ?? 0) + 1
  }

  /// Names and notes of a turn and its ancestors.
  public struct Contents: Sendable {
    /// The names of tokens.
    public internal(set) var names: Set<TokenName> = []
    /// What is known of them.
    public internal(set) var notes: Set<Note> = []

    mutating func formUnion(_ other: Contents) {
      names.formUnion(other.names)
      notes.formUnion(other.notes)
    }
  }

  /// All names and notes, those of ancestors too.
  public var contents: Contents {
    var visited: Set<ObjectIdentifier> = []
    return contents { visited.insert(ObjectIdentifier($0)).inserted }
  }

  /// The names and notes of this turn and its ancestors, as far as they are to be visited. The
  /// ancestors of one that is not are left out with it.
  ///
  /// - Parameter visits: Whether to visit a turn; asked for each once or more.
  public func contents(_ visits: (Lineage) -> Bool) -> Contents {
    var all = Contents()
    var waiting = [self]
    while let lineage = waiting.popLast() {
      guard visits(lineage) else { continue }
      lineage.names.forEach { all.names.insert($0) }
      all.notes.formUnion(lineage.notes)
      lineage.parents.forEach { waiting.append($0) }
    }
    return all
  }
}

// Most turns add one name or none, and go on from one other or none. As these are no generic types,
// the compiler packs each into the eight bytes of a reference.
extension Lineage {
  private enum Names: Sendable {
    case none
    case one(TokenName)
    case many([TokenName])

    init(_ names: Set<TokenName>) {
      guard let first = names.first else {
        self = .none
        return
      }
      self = names.count == 1 ? .one(first) : .many(Array(names))
    }

    func forEach(_ body: (TokenName) -> Void) {
      switch self {
      case .none: break
      case .one(let name): body(name)
      case .many(let names): names.forEach(body)
      }
    }
  }

  private enum Parents: Sendable {
    case none
    case one(Lineage)
    case many([Lineage])

    init(_ parents: [Lineage]) {
      guard let first = parents.first else {
        self = .none
        return
      }
      self = parents.count == 1 ? .one(first) : .many(parents)
    }

    func forEach(_ body: (Lineage) -> Void) {
      switch self {
      case .none: break
      case .one(let lineage): body(lineage)
      case .many(let lineages): lineages.forEach(body)
      }
    }
  }
}
