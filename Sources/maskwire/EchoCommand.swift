import ArgumentParser
import Echo
import Foundation
import Gateway

/// `maskwire echo`.
struct EchoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "echo",
    abstract: "A backend to try things with: answers with the text that it gets.",
    discussion: """
      It speaks the Responses API over WebSocket. Words in the text of the user decide how it \
      answers:

      """ + EchoTrigger.allCases.map { "  \($0.rawValue): \($0.help)" }.joined(separator: "\n"))

  @Option(
    help: ArgumentHelp(
      "Where to listen. Port 0 is any free one, which is printed.", valueName: "host:port"))
  var listen: [String] = []

  @Option(
    help: ArgumentHelp(
      "What random choices come from, such as where texts are cut (default 0).",
      valueName: "number"))
  var seed: [UInt64] = []

  @Option(
    help: ArgumentHelp(
      "Milliseconds to wait after each event, as a model would (default 0).",
      valueName: "milliseconds"))
  var pace: [Int] = []

  func validate() throws {
    _ = try address()
    _ = try Single.value(seed, "--seed")
    guard (0...60_000).contains(try Single.value(pace, "--pace") ?? 0) else {
      throw ValidationError("--pace must be a number from 0 to 60000.")
    }
  }

  private func address() throws -> ListenAddress {
    guard let text = try Single.value(listen, "--listen") else {
      throw ValidationError("--listen is missing: give HOST:PORT, such as 127.0.0.1:0.")
    }
    return try ListenOption.address(text)
  }

  func run() async throws {
    try await reporting {
      let address = try address()
      let server = EchoServer(
        address, backend: EchoBackend(seed: seed.first ?? 0, clock: Clocks.secondsSince1970),
        millisecondsBetween: Int64(pace.first ?? 0))
      do {
        try await server.run { Listening.announce(address, port: $0) }
      } catch let failure as Gateway.StartFailure {
        throw Failure(.unavailable, failure.description)
      }
    }
  }
}
