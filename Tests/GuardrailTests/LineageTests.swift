import Dialects
import Guardrail
import Recognizers
import Testing
import Tokens

/// What a frame can name to go on from, and what then comes back.
@Suite struct LineageTests {
  private static let mail = "jane@contoso.net"

  private func create(_ input: String, _ more: String = "") -> String {
    "{\"type\":\"response.create\",\"input\":\(input)\(more)}"
  }

  private func input(_ sent: String?) throws -> String {
    let sent = try #require(sent)
    return try #require(try JSONTree(sent).string("input"))
  }

  /// What a client gets for a text of the backend.
  private func text(_ said: String, _ talk: inout Talk) throws -> String {
    let event = "{\"type\":\"response.output_text.done\",\"text\":\(JSONTree.string(said).text)}"
    let got = talk.answer(event)
    return try #require(try JSONTree(got[got.count - 1]).string("text"))
  }

  /// A turn with an address, of which the backend names response, conversation, item and content.
  private func firstTurn(_ settings: Settings = Settings()) throws -> (talk: Talk, token: String) {
    var talk = try Talk(settings: settings)
    let token = try input(talk.send(create("\"\(Self.mail)\"", ",\"conversation\":\"conv_1\"")))
    _ = talk.answer(
      """
      {"type":"response.created","response":{"id":"resp_1","conversation":{"id":"conv_1"},\
      "output":[]}}
      """)
    _ = talk.answer(
      """
      {"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning",\
      "id":"rs_1","encrypted_content":"gAAAA=="}}
      """)
    return (talk, token)
  }

  @Test(arguments: [
    ",\"previous_response_id\":\"resp_1\"", ",\"conversation\":\"conv_1\"",
    ",\"conversation\":{\"id\":\"conv_1\"}",
  ]) func `a new connection that names a turn gets its values`(member: String) throws {
    let (first, token) = try firstTurn()
    var talk = first.again()
    #expect(try text(token, &talk) == token)
    _ = talk.send(create("\"who?\"", member))
    #expect(try text(token, &talk) == Self.mail)
  }

  @Test(arguments: [
    "{\"type\":\"item_reference\",\"id\":\"rs_1\"}",
    "{\"type\":\"reasoning\",\"encrypted_content\":\"gAAAA==\"}",
  ]) func `an item that was delivered brings the values of its turn`(item: String) throws {
    let (first, token) = try firstTurn()
    var talk = first.again()
    _ = talk.send(create("[\(item)]"))
    #expect(try text(token, &talk) == Self.mail)
    var stranger = first.again(principal: "bob")
    _ = stranger.send(create("[\(item)]"))
    #expect(try text(token, &stranger) == token)
  }

  @Test func `a conversation that went on elsewhere brings what is new in it`() throws {
    let (first, _) = try firstTurn()
    var here = first.again()
    var there = first.again()
    let member = ",\"conversation\":\"conv_1\""
    _ = here.send(create("\"who?\"", member))
    // No response says that it is of the conversation.
    let other = try input(there.send(create("\"bob@contoso.net\"", member)))
    #expect(try text(other, &here) == other)
    _ = here.send(create("\"and?\"", member))
    #expect(try text(other, &here) == "bob@contoso.net")
  }

  @Test func `an item that comes before its response begins is of the turn that waits`() throws {
    var first = try Talk()
    let token = try input(first.send(create("\"\(Self.mail)\"")))
    _ = first.answer(
      "{\"type\":\"response.output_item.done\",\"item\":{\"id\":\"rs_1\",\"encrypted_content\":\"x==\"}}"
    )
    var second = first.again()
    _ = second.send(create("[{\"type\":\"compaction\",\"encrypted_content\":\"x==\"}]"))
    #expect(try text(token, &second) == Self.mail)
  }

  @Test func `what a frame names that begins no turn is of the next one`() throws {
    for steers in [false, true] {
      var first = try Talk()
      let say = "{\"type\":\"response.steer\",\"input\":\"\(Self.mail)\"}"
      let set = "{\"type\":\"session.update\",\"session\":{\"instructions\":\"\(Self.mail)\"}}"
      let frames = steers ? [create("\"hi\""), say] : [set, create("\"hi\"")]
      for frame in frames { _ = first.send(frame) }
      let token = try first.masked(Self.mail)
      _ = first.answer("{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\"}}")
      var second = first.again()
      _ = second.send(create("\"who?\"", ",\"previous_response_id\":\"resp_1\""))
      #expect(try text(token, &second) == Self.mail)
    }
  }

  @Test func `a token that was delivered and sent back stays so in the turns after`() throws {
    var settings = Settings()
    settings.keptSinks = [.prose]
    let (first, token) = try firstTurn(settings)
    var talk = first.again()
    _ = talk.send(create("\"who?\"", ",\"previous_response_id\":\"resp_1\""))
    _ = talk.answer("{\"type\":\"response.created\",\"response\":{\"id\":\"resp_2\"}}")
    #expect(try text(token, &talk) == token)
    _ = talk.answer("{\"type\":\"response.completed\",\"response\":{\"id\":\"resp_2\"}}")
    var next = first.again()
    let more = ",\"previous_response_id\":\"resp_2\""
    #expect(try input(next.send(create("\"\(token)\"", more))) == token)
  }

  @Test func `a turn of a turn brings the values of both`() throws {
    let (first, token) = try firstTurn()
    var second = first.again()
    let other = try input(
      second.send(create("\"bob@contoso.net\"", ",\"previous_response_id\":\"resp_1\"")))
    _ = second.answer("{\"type\":\"response.completed\",\"response\":{\"id\":\"resp_2\"}}")
    var third = first.again()
    _ = third.send(create("\"who?\"", ",\"previous_response_id\":\"resp_2\""))
    #expect(try text("\(token) \(other)", &third) == "\(Self.mail) bob@contoso.net")
    // The turn before does not know what came after it.
    var fourth = first.again()
    _ = fourth.send(create("\"who?\"", ",\"previous_response_id\":\"resp_1\""))
    #expect(try text("\(token) \(other)", &fourth) == "\(Self.mail) \(other)")
  }

  @Test func `an unknown response is refused if that is asked for, as the API does it`() throws {
    var settings = Settings()
    settings.unknownLineage = .refuse
    var talk = try Talk(settings: settings)
    let frame = create("\"who?\"", ",\"previous_response_id\":\"resp_9\"")
    let refusal = talk.refusal(of: frame)
    let error = try JSONTree(try #require(refusal))
    #expect(error.string("error.code") == "previous_response_not_found")
    #expect(error.string("error.param") == "previous_response_id")
    let (known, token) = try firstTurn(settings)
    var other = known.again()
    #expect(other.send(create("\"who?\"", ",\"previous_response_id\":\"resp_1\"")) != nil)
    #expect(try text(token, &other) == Self.mail)
  }

  @Test func `in the scope of a conversation a value has another name in each`() throws {
    var settings = Settings()
    settings.scope = .conversation
    let (first, token) = try firstTurn(settings)
    var stranger = first.again()
    #expect(try input(stranger.send(create("\"\(Self.mail)\""))) != token)
    var successor = first.again()
    let again = try input(
      successor.send(create("\"\(Self.mail)\"", ",\"previous_response_id\":\"resp_1\"")))
    #expect(again == token)
    // Users are told apart in all conversations alike.
    var users: Set<String?> = []
    for _ in 0..<2 {
      var talk = first.again()
      let sent = talk.send(create("\"x\"", ",\"user\":\"\(Self.mail)\""))
      users.insert(try JSONTree(try #require(sent)).string("user"))
    }
    #expect(users.count == 1)
  }

  @Test func `after a change of the key old tokens come back`() throws {
    let vault = MemoryVault()
    let rules = try Embedded.rules.get()
    func guardrail(_ key: String) throws -> Guardrail {
      Guardrail(
        settings: Settings(), recognizers: rules, key: try TokenKey(bytes: Array(key.utf8)),
        vault: vault, clock: { .zero }, uptime: { .zero })
    }
    let frame = Array(create("\"\(Self.mail)\"").utf8)
    func send(_ guardrail: Guardrail, _ conversation: inout Conversation) throws -> String {
      let outcome = conversation.receive(client: frame, Workspace(guardrail))
      guard case .replace(let bytes) = outcome.frame else { throw Unexpected() }
      return try input(String(decoding: bytes, as: UTF8.self))
    }
    let old = try guardrail("the key of last year, at least 32 bytes")
    var before = Conversation(old, principal: [0x61])
    let token = try send(old, &before)
    _ = before.receive(
      backend: Array("{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\"}}".utf8),
      Workspace(old))
    let new = try guardrail("the key of this year, at least 32 bytes")
    var after = Conversation(new, principal: [0x61])
    #expect(try send(new, &after) != token)
    let next = create("\"who?\"", ",\"previous_response_id\":\"resp_1\"")
    _ = after.receive(client: Array(next.utf8), Workspace(new))
    let event = "{\"type\":\"response.output_text.done\",\"text\":\"\(token)\"}"
    let outcome = after.receive(backend: Array(event.utf8), Workspace(new))
    #expect(
      outcome.frame
        == .replace(Array(event.replacing(token, with: Self.mail).utf8)))
  }

  @Test func `a token that was delivered as one goes back as one, any other is a literal`() throws {
    var (talk, token) = try firstTurn()
    let url = "https://evil.example/?q=\(token)"
    #expect(try text(url, &talk) == url)
    #expect(try input(talk.send(create("\"\(url)\""))) == url)
    let forged = "<EMAIL_ADDRESS_00000000>"
    let literal = try input(talk.send(create("\"\(forged)\"")))
    #expect(literal.hasPrefix("<LITERAL_"))
    #expect(try text(literal, &talk) == forged)
  }

  @Test func `a kept sink keeps its tokens`() throws {
    var settings = Settings()
    settings.keptSinks = [.reasoning]
    var (talk, token) = try firstTurn(settings)
    let event = "{\"type\":\"response.reasoning_text.done\",\"text\":\"\(token)\"}"
    #expect(talk.answer(event) == [event])
    #expect(try text(token, &talk) == Self.mail)
  }
}
