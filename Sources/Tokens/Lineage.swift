internal import Crypto

/// What a client can name to go on from: where tokens were issued before.
public struct LineageID: Sendable, Hashable {
  private let bytes: [UInt8]

  private init(_ kind: UInt8, _ bytes: some Sequence<UInt8>) { self.bytes = [kind] + bytes }

  /// A response, by its id.
  public static func response(_ id: [UInt8]) -> LineageID { LineageID(0, id) }
  /// A conversation, by its id.
  public static func conversation(_ id: [UInt8]) -> LineageID { LineageID(1, id) }
  /// An output item, by its id.
  public static func item(_ id: [UInt8]) -> LineageID { LineageID(2, id) }
  /// Ciphertext that was delivered, by its SHA-256: what it holds was written with its tokens.
  public static func content(_ text: [UInt8]) -> LineageID {
    LineageID(3, SHA256.hash(data: text))
  }
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
  public let names: [TokenName]
  /// What this turn adds to what is known of tokens.
  public let notes: [Note]
  /// The scope in which its tokens are named, if it is one of its own.
  public let scope: [UInt8]?
  private let parents: [Lineage]
  private let depth: Int

  /// How many generations are followed before a turn holds all names itself. Without it a long
  /// conversation would make a chain of any length.
  static let mostGenerations = 32

  /// A turn.
  ///
  /// - Parameters:
  ///   - names: The names of tokens in its frame.
  ///   - notes: What is known of them.
  ///   - parents: What the frame goes on from.
  ///   - scope: The scope in which its tokens are named; nil for that of the principal.
  public init(
    names: Set<TokenName>, notes: Set<Note> = [], parents: [Lineage], scope: [UInt8]?
  ) {
    let depth = (parents.map(\.depth).max() ?? 0) + 1
    self.scope = scope
    let inherited = parents.reduce(into: Contents()) { $0.formUnion($1.contents) }
    guard depth <= Self.mostGenerations else {
      self.names = Array(names.union(inherited.names))
      self.notes = Array(notes.union(inherited.notes))
      self.parents = []
      self.depth = 1
      return
    }
    self.names = Array(names.subtracting(inherited.names))
    self.notes = Array(notes.subtracting(inherited.notes))
    self.parents = parents
    self.depth = depth
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
    var all = Contents()
    var visited: Set<ObjectIdentifier> = []
    var waiting = [self]
    while let lineage = waiting.popLast() {
      guard visited.insert(ObjectIdentifier(lineage)).inserted else { continue }
      all.names.formUnion(lineage.names)
      all.notes.formUnion(lineage.notes)
      waiting.append(contentsOf: lineage.parents)
    }
    return all
  }
}
