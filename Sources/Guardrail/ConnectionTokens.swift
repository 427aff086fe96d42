internal import Recognizers
internal import Tokens

/// The tokens that one connection may restore, and the names of what it sends.
///
/// They are those of its own turns, in all lanes, and of the turns that its frames name. While it
/// lives, their values are pinned in the vault.
final class ConnectionTokens {
  private let guardrail: Guardrail
  private let principal: [UInt8]
  private let principalNaming: TokenNaming
  private var naming: TokenNaming
  private var values = HeldTokens()
  private var notes: Set<Lineage.Note> = []
  private var followed = FollowedLineages()
  private var entities: Set<[UInt8]> = []
  private var scope: [UInt8]?
  /// What tokens to look for in what comes back.
  private(set) var reading: TextRestorer.Reading

  /// What the frame that is masked has named so far.
  private var turnNames: Set<TokenName> = []
  private var turnNotes: Set<Lineage.Note> = []
  private var turnParents: [Lineage] = []
  /// What frames have named since the last one that began a turn.
  private var next = Turn()

  private struct Turn {
    var names: Set<TokenName> = []
    var notes: Set<Lineage.Note> = []
    var parents: [Lineage] = []
  }
  private var added: [TokenName] = []

  init(_ guardrail: Guardrail, principal: [UInt8]) {
    self.guardrail = guardrail
    self.principal = principal
    principalNaming = TokenNaming(key: guardrail.key, scope: principal)
    naming = principalNaming
    reading = TextRestorer.Reading(
      grammar: guardrail.grammar, mangled: MangledGrammar(entities: []))
  }

  deinit { guardrail.vault.unpin(values.names, for: principal, at: guardrail.time()) }

  /// Whether there is nothing to restore.
  var isEmpty: Bool { values.isEmpty }

  /// The value of a token of this connection; nil for any other.
  func value(of name: TokenName) -> StoredValue? { values[name] }

  // MARK: Turns

  /// Begins a turn: what it names is remembered for those that go on from it.
  func beginTurn() {
    turnNames = []
    turnNotes = []
    turnParents = []
    added = []
  }

  /// The frame is refused: what only it named was never issued.
  func abandonTurn() {
    for name in added { values.remove(name) }
    guardrail.vault.unpin(added, for: principal, at: guardrail.time())
    beginTurn()
  }

  /// Ends the turn that was begun. What frames before it named that began none is of it too.
  func endTurn(after parents: [Lineage] = []) -> Lineage {
    deferTurn()
    defer { next = Turn() }
    return turn(
      names: next.names, notes: next.notes, after: next.parents + parents, scope: scope)
  }

  /// A turn of this connection, which has all tokens of the turns that it comes after.
  func turn(
    names: Set<TokenName> = [], notes: Set<Lineage.Note> = [], after parents: [Lineage],
    scope: [UInt8]?
  ) -> Lineage {
    .turn(names: names, notes: notes, parents: parents, scope: scope, maker: followed.number)
  }

  /// The frame begins no turn: what it names is of the next one.
  func deferTurn() {
    next.names.formUnion(turnNames)
    next.notes.formUnion(turnNotes)
    for parent in turnParents where !next.parents.contains(where: { $0 === parent }) {
      next.parents.append(parent)
    }
  }

  /// Adds what may be restored because a frame names where it comes from.
  ///
  /// - Returns: Whether that is known for this principal.
  func attach(_ id: LineageID) -> Bool {
    let now = guardrail.time()
    guard let lineage = guardrail.vault.lineage(of: id, for: principal, at: now) else {
      return followed.know(id)
    }
    followed.note(id)
    if turnParents.last !== lineage { turnParents.append(lineage) }
    if let ancestors = lineage.scope { enter(ancestors) }
    guard !followed.contain(lineage) else { return true }
    // Only what is new in it: a conversation may have gone on elsewhere.
    let contents = lineage.contents { followed.insert($0) }
    for name in contents.names where values[name] == nil {
      if let value = guardrail.vault.pin(name, for: principal, at: now) { add(name, value) }
    }
    notes.formUnion(contents.notes)
    return true
  }

  /// Names of this turn and those after it are of this connection only, if that is asked for and no
  /// ancestor said of which scope.
  func enterOwnScope() {
    guard guardrail.settings.scope == .conversation, scope == nil else { return }
    var random = SystemRandomNumberGenerator()
    let id = (0..<4).map { _ in String(random.next(upperBound: UInt32.max), radix: 16) }
    enter(Array(id.joined(separator: "-").utf8))
  }

  private func enter(_ scope: [UInt8]) {
    guard self.scope != scope else { return }
    self.scope = scope
    naming = TokenNaming(key: guardrail.key, scope: principal + [0x1F] + scope)
  }

  /// Remembers the lineage of something that the backend has named, which is of this connection.
  func record(_ lineage: Lineage, under id: LineageID) {
    store(lineage, under: id)
    _ = followed.insert(lineage)
  }

  private func store(_ lineage: Lineage, under id: LineageID) {
    guardrail.vault.record(lineage, under: id, for: principal, at: guardrail.time())
    followed.note(id)
  }

  /// Remembers a turn of something that goes on, beside its turns before.
  func extend(_ id: LineageID, by turn: Lineage) {
    let before = guardrail.vault.lineage(of: id, for: principal, at: guardrail.time())
    let parents = before.map { [$0, turn] } ?? [turn]
    // What went on elsewhere is followed once it is named again.
    store(.turn(names: [], parents: parents, scope: turn.scope ?? before?.scope), under: id)
  }

  // MARK: Naming

  /// The token for a value, stored so that it can be restored.
  ///
  /// - Parameters:
  ///   - value: The value as it stands in the text: what comes back.
  ///   - reading: The value as it reads, if it is written in disguise.
  ///   - entity: The name of its entity.
  ///   - normalizer: How it is written before it is named.
  ///   - identifiesUser: Whether it stands where users are told apart, in every conversation alike.
  func name(
    of value: StoredValue, reading: [UInt8]?, entity: String, normalizer: Normalizer,
    identifiesUser: Bool
  ) throws(VaultFull) -> TokenName {
    let written = reading ?? value.bytes
    let normalized = normalizer.normalized(written.span)
    let naming = identifiesUser ? principalNaming : self.naming
    var name =
      value.isNumber
      ? naming.numberName(entity: entity, digits: value.bytes)
      : naming.name(entity: entity, exact: value.bytes, normalized: normalized)
    if values[name] != value {
      let now = guardrail.time()
      if try !guardrail.vault.store(value, as: name, for: principal, at: now) {
        name = naming.longName(entity: entity, exact: value.bytes)
        if values[name] == nil {
          _ = try guardrail.vault.store(value, as: name, for: principal, at: now)
        }
      }
      if values[name] == nil {
        add(name, value)
        added.append(name)
      }
    }
    turnNames.insert(name)
    return name
  }

  /// The name of a value that does not come back.
  func oneWayName(of value: [UInt8], entity: String) -> TokenName {
    naming.name(entity: entity, exact: value, normalized: value)
  }

  private func add(_ name: TokenName, _ value: StoredValue) {
    values.add(value, as: name)
    if value.isNumber { reading.hasNumbers = true }
    let entity = name.entity
    guard entities.insert(entity).inserted else { return }
    reading.mangled = MangledGrammar(entities: entities.sorted { $0.count > $1.count })
  }

  // MARK: Notes

  /// Notes that the client sent a value in a URL of an origin.
  func note(_ name: TokenName, sentTo origin: [UInt8]) {
    notes.insert(.sent(name, origin: origin))
    turnNotes.insert(.sent(name, origin: origin))
  }

  /// Whether the client itself sent the value of a token in a URL of that origin.
  func wasSent(_ name: TokenName, to origin: [UInt8]) -> Bool {
    notes.contains(.sent(name, origin: origin))
  }

  /// Notes that the client was given a token as it is.
  func noteDelivered(_ name: TokenName) { notes.insert(.delivered(name)) }

  /// Whether the client was given this token as it is, so that it may send it back. Then the turn
  /// holds it again.
  func passesAgain(_ name: TokenName) -> Bool {
    guard notes.contains(.delivered(name)) else { return false }
    if values[name] != nil {
      turnNames.insert(name)
      turnNotes.insert(.delivered(name))
    }
    return true
  }
}
