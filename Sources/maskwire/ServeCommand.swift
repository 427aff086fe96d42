import ArgumentParser
import FrameJSON
import Gateway
import Guardrail
import Logging

/// `maskwire serve`.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Stands between clients and a backend, over WebSocket on both sides.",
    discussion: """
      Clients open a WebSocket at /v1/responses or /responses; their headers and query go on to \
      the backend, whose answer they get. The log goes to standard error: a line for each \
      connection and one for each response, without any text.
      """)

  @Option(
    help: ArgumentHelp(
      "Where to listen (default 127.0.0.1:8787). Port 0 is any free one, which is printed.",
      valueName: "host:port"))
  var listen: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where the backend is: ws(s)://HOST[:PORT][/PATH]. \"/responses\" is added to the path "
        + "unless it ends so; no path means /v1/responses.", valueName: "url"))
  var backend: [String] = []

  @Option(
    help: ArgumentHelp(
      "Trust the certificates of this PEM file for the backend, beside the system's.",
      valueName: "file"), completion: .file())
  var backendCA: [String] = []

  @Option(
    help: ArgumentHelp(
      "Whose the values of a connection are: credential (default, of whoever has the client's), "
        + "header:NAME, claim:NAME (of a JWT bearer that the backend verifies), or fixed.",
      valueName: "how"))
  var principal: [String] = []

  @Option(
    help: ArgumentHelp(
      "Append to this file a transcript as the backend saw and sent it.", valueName: "file"),
    completion: .file())
  var record: [String] = []

  @OptionGroup(title: "Limits")
  var limits: LimitOptions

  @OptionGroup
  var options: GuardrailOptions

  func validate() throws { _ = try settings() }

  private func settings() throws -> GatewaySettings {
    guard let url = try Single.value(backend, "--backend") else {
      throw ValidationError("--backend is missing: give ws(s)://HOST[:PORT][/PATH].")
    }
    var settings: GatewaySettings
    do throws(BackendURL.Invalid) {
      settings = GatewaySettings(backend: try BackendURL(url))
    } catch {
      throw ValidationError("--backend: \(error).")
    }
    if let text = try Single.value(listen, "--listen") {
      settings.listen = try ListenOption.address(text)
    }
    settings.backendAuthority = try Single.value(backendCA, "--backend-ca")
    settings.record = try Single.value(record, "--record")
    if let text = try Single.value(principal, "--principal") {
      guard let source = PrincipalSource(text) else {
        throw ValidationError("--principal: give credential, header:NAME, claim:NAME or fixed.")
      }
      settings.principal = source
    }
    try limits.apply(to: &settings)
    return settings
  }

  func run() async throws {
    try await reporting {
      let settings = try settings()
      let (guardrail, key) = try options.guardrail {
        $0.frame.frameBytes = settings.webSocket.frameBytes
      }
      let logger = Logger(label: "maskwire") { StreamLogHandler.standardError(label: $0) }
      let gateway = Gateway(settings, guardrail: guardrail, key: key, logger: logger)
      do {
        try await gateway.run { port in
          Listening.announce(settings.listen, port: port)
        }
      } catch let failure as Gateway.StartFailure {
        throw Failure(.unavailable, failure.description)
      }
    }
  }
}

/// The address of `--listen`.
enum ListenOption {
  static func address(_ text: String) throws -> ListenAddress {
    guard let address = ListenAddress(text) else {
      throw ValidationError("--listen: give HOST:PORT, such as 127.0.0.1:8787 or [::1]:0.")
    }
    return address
  }
}

/// What a server prints once it accepts connections.
enum Listening {
  static func announce(_ address: ListenAddress, port: Int) {
    let host = address.host.contains(":") ? "[\(address.host)]" : address.host
    // Where no one reads it, nothing is lost.
    try? StandardOutput.write(Array("listening on ws://\(host):\(port)/v1/responses\n".utf8))
  }
}
