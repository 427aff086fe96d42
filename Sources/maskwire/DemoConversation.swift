import FrameJSON
import Gateway

/// What the client of the demo says, turn by turn.
struct DemoConversation {
  let url: BackendURL
  let screen: DemoScreen

  /// Holds the conversation, on two connections of the same user.
  func hold() async throws {
    var last = ""
    try await connect { connection in
      screen.title("The backend gets tokens, the client its own text, also cut over deltas")
      last = try await turn(
        "Mail jane.doe@contoso.net or call +1 312 867 4471 about invoice 4711.", after: "",
        &connection)
      screen.title("A tool is called with the values themselves")
      last = try await turn(
        "echo:tool Book a table for jane.doe@contoso.net at \"Chez Nous\".", after: last,
        &connection)
    }
    screen.title("A new connection goes on from there: the model quotes what it saw before")
    try await connect { connection in
      _ = try await turn("echo:recall What did I say?", after: last, &connection)
    }
    screen.title("What cannot be read is refused, and the backend sees nothing of it")
    try await connect { connection in
      let frame = Array(#"{"type":"response.create","input":"jane.doe@contoso.net"#.utf8)
      screen.note(sent: #"{"type":"response.create","input":"jane.doe@contoso.net"#)
      try await connection.send(frame)
      screen.note(answer: DemoFrame(try await connection.next()).text("error", "message") ?? "")
    }
  }

  private func connect(
    _ body: (inout WebSocketClient.Connection) async throws -> Void
  ) async throws {
    try await WebSocketClient(url).connect(credential: "the same user", body)
  }

  /// One turn; answers the id of its response.
  private func turn(
    _ text: String, after id: String, _ connection: inout WebSocketClient.Connection
  ) async throws -> String {
    var frame = Array(#"{"type":"response.create","model":"echo","input":""#.utf8)
    JSONString.encode(Array(text.utf8).span, into: &frame)
    frame += Array(#"""#.utf8)
    if !id.isEmpty { frame += Array(#","previous_response_id":"\#(id)""#.utf8) }
    frame += Array("}".utf8)
    screen.note(sent: text)
    try await connection.send(frame)
    while true {
      let event = DemoFrame(try await connection.next())
      screen.note(received: event)
      switch event.type {
      case "response.completed": return event.text("response", "id") ?? ""
      case "error": return ""
      default: continue
      }
    }
  }
}
