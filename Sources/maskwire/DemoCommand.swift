import ArgumentParser
import Echo
import Foundation
import Gateway
import Guardrail
import Logging
import Recognizers
import Tokens

/// `maskwire demo`.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Holds a conversation through serve and echo, and shows what each side sees.")

  @Flag(help: "Stay up afterwards, and print how to talk to it from Python.")
  var keep = false

  @Option(
    help: ArgumentHelp(
      "Milliseconds between two events of the backend (default 30).", valueName: "milliseconds"))
  var pace: [Int] = []

  func validate() throws {
    guard (0...60_000).contains(try Single.value(pace, "--pace") ?? 0) else {
      throw ValidationError("--pace must be a number from 0 to 60000.")
    }
  }

  func run() async throws {
    try await reporting {
      let screen = DemoScreen()
      let echo = EchoServer(
        Self.anyPort, backend: EchoBackend(seed: 7, clock: Clocks.secondsSince1970),
        millisecondsBetween: Int64(pace.first ?? 30), onFrame: { screen.note($0) })
      let key = TokenKey.random()
      let guardrail = Guardrail(
        settings: Settings(), recognizers: try RuleFolder.embedded(), key: key,
        vault: MemoryVault(), clock: Clocks.cpu, uptime: Clocks.uptime)
      do {
        try await withThrowingTaskGroup(of: Void.self) { group in
          let backend = try await Self.start(&group) { try await echo.run(onListening: $0) }
          var settings = GatewaySettings(backend: try Self.url(backend))
          settings.listen = Self.anyPort
          let gateway = Gateway(
            settings,
            guardrail: guardrail, key: key,
            logger: Logger(label: "maskwire") { _ in
              SwiftLogNoOpLogHandler()
            })
          let port = try await Self.start(&group) { try await gateway.run(onListening: $0) }
          try await DemoConversation(url: try Self.url(port), screen: screen).hold()
          if keep {
            screen.print(Self.instructions(port))
            try await group.next()
          }
          group.cancelAll()
        }
      } catch let failure as Gateway.StartFailure {
        throw Failure(.unavailable, failure.description)
      } catch is WebSocketClient.Closed {
        throw Failure(.unavailable, "the connection of the demo was lost")
      }
    }
  }

  private static let anyPort = ListenAddress.anyLocal

  private static func url(_ port: Int) throws -> BackendURL {
    try BackendURL("ws://127.0.0.1:\(port)")
  }

  /// Starts a server, and answers its port once it accepts connections.
  private static func start(
    _ group: inout ThrowingTaskGroup<Void, any Error>,
    _ run: @escaping @Sendable (@escaping @Sendable (Int) -> Void) async throws -> Void
  ) async throws -> Int {
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    group.addTask {
      defer { port.finish() }
      try await run { port.yield($0) }
    }
    for await port in ports { return port }
    // The server has ended before it listened, with an error that the group has.
    try await group.next()
    throw Failure(.unavailable, "a server of the demo did not start")
  }

  private static func instructions(_ port: Int) -> String {
    """

    It stays up until you press Ctrl-C. Talk to it with `pip install "openai[realtime]"`:

      import openai
      with openai.OpenAI(api_key="any", base_url="http://127.0.0.1:\(port)/v1").responses.connect() as c:
          c.response.create(model="echo", input="I am jane@contoso.net"); print(next(e.response.output_text for e in c if e.type == "response.completed"))

    """
  }
}
