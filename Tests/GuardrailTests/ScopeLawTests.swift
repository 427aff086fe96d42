import TestSupport
import Testing
import Tokens

/// Law 5: a token restores only where it was issued, whatever principals, connections, lanes,
/// evictions and reconnects there are, and whatever the backend makes up.
@Suite struct ScopeLawTests {
  @Test(arguments: 0..<1_000)
  func `no connection ever gets a value that its lineage did not send`(seed: Int) throws {
    var history = try History(seed: seed)
    for _ in 0..<24 { try history.step() }
  }
}

/// Random connections of several principals, and what each of them may get to see.
private struct History {
  private struct Connection {
    var talk: Talk
    let principal: String
    /// The tokens of its own turns.
    var own: Set<String> = []
    /// Those and the ones of the turns that it named.
    var reachable: Set<String> = []
  }

  /// Something that a client can name.
  private struct Ancestor {
    let member: String
    let principal: String
    let reachable: Set<String>
  }

  private var random: SeededGenerator
  private let base: Talk
  private var connections: [Connection] = []
  private var ancestors: [Ancestor] = []
  /// The value of each token of each principal.
  private var values: [String: [String: String]] = [:]
  private var responses = 0

  init(seed: Int) throws {
    random = SeededGenerator(seed: seed)
    var limits = MemoryVault.Limits()
    limits.valuesPerPrincipal = random.pick([2, 5, 1_000])
    base = try Talk(vault: MemoryVault(limits: limits))
  }

  mutating func step() throws {
    switch random.below(6) {
    case 0 where connections.count < 6, 1 where connections.isEmpty, 2 where connections.isEmpty:
      let principal = random.pick(["ana", "bo", "cy"])
      connections.append(Connection(talk: base.again(principal: principal), principal: principal))
    case 1 where connections.count > 2: connections.remove(at: random.below(connections.count))
    case 2, 3: try create()
    default: try answer()
    }
  }

  /// A turn of a random connection, which may go on from a turn of anybody.
  private mutating func create() throws {
    guard !connections.isEmpty else { return }
    let index = random.below(connections.count)
    let principal = connections[index].principal
    let words = (0...random.below(2)).map { _ in "user\(random.below(9))@contoso.net" }
    let ancestor = random.once(in: 2) && !ancestors.isEmpty ? random.pick(ancestors) : nil
    let member = ancestor.map { ",\($0.member)" } ?? ""
    let lane = random.pick(["", ",\"stream_id\":\"a\"", ",\"stream_id\":\"b\""])
    let isItem = ancestor?.member.hasPrefix("{") == true
    let input =
      isItem
      ? "[\(ancestor?.member ?? ""),\"\(words.joined(separator: " "))\"]"
      : "\"\(words.joined(separator: " "))\""
    let frame =
      "{\"type\":\"response.create\",\"input\":\(input)\(isItem ? "" : member)\(lane)}"
    let inheritedOnly = ancestor?.principal == principal ? ancestor?.reachable ?? [] : []
    connections[index].reachable.formUnion(inheritedOnly)
    guard let sent = connections[index].talk.send(frame) else { return }
    let text = try #require(
      try JSONTree(sent).string(isItem ? "input.1" : "input"))
    let tokens = text.split(separator: " ").map(String.init)
    #expect(tokens.count == words.count)
    for (token, word) in zip(tokens, words) { values[principal, default: [:]][token] = word }
    connections[index].own.formUnion(tokens)
    connections[index].reachable.formUnion(tokens)
    let inherited = Set(tokens).union(inheritedOnly)
    responses += 1
    let item =
      "{\"type\":\"reasoning\",\"id\":\"rs_\(responses)\",\"encrypted_content\":\"c\(responses)\"}"
    _ = connections[index].talk.answer(
      "{\"type\":\"response.completed\",\"response\":{\"id\":\"resp_\(responses)\",\"output\":[\(item)]}\(lane)}"
    )
    for member in [
      "\"previous_response_id\":\"resp_\(responses)\"",
      "{\"type\":\"item_reference\",\"id\":\"rs_\(responses)\"}",
      "{\"type\":\"reasoning\",\"encrypted_content\":\"c\(responses)\"}",
    ] {
      ancestors.append(Ancestor(member: member, principal: principal, reachable: inherited))
    }
  }

  /// The backend says tokens of anybody, also forged and mangled ones.
  private mutating func answer() throws {
    guard !connections.isEmpty, !values.isEmpty else { return }
    let index = random.below(connections.count)
    let connection = connections[index]
    let known = values.values.flatMap { $0.keys }.sorted()
    let said = (0..<6).map { _ -> (token: String, text: String) in
      let token = random.pick(known)
      switch random.below(5) {
      case 0: return forged(token)
      case 1: return (token, token.lowercased())
      case 2: return (token, String(token.dropFirst().dropLast()))
      default: return (token, token)
      }
    }
    let string = JSONTree.string(said.map(\.text).joined(separator: " | ")).text
    let event = "{\"type\":\"response.output_text.done\",\"item_id\":\"i\",\"text\":\(string)}"
    let answers = connections[index].talk.answer(event)
    let last = try #require(answers.last)
    let text = try #require(try JSONTree(last).string("text"))
    let got = text.split(separator: " | ").map(String.init)
    #expect(got.count == said.count)
    for (one, other) in zip(said, got) {
      if other == one.text {
        let mustComeBack = connection.own.contains(one.token)
        #expect(!mustComeBack, "a token of the connection's own stays")
      } else {
        let value = values[connection.principal]?[one.token]
        let isReachable = connection.reachable.contains(one.token)
        let isRight = isReachable && other == value
        #expect(isRight, "a value that the lineage did not send")
      }
    }
  }

  /// A token with one character of its suffix changed.
  private mutating func forged(_ token: String) -> (token: String, text: String) {
    var characters = Array(token)
    let place = characters.count - 2 - random.below(8)
    characters[place] = characters[place] == "7" ? "8" : "7"
    let text = String(characters)
    return (text, text)
  }
}
