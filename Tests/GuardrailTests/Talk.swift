import Recognizers
import Tokens

@testable import Guardrail

/// One connection through a guardrail with the embedded rules, as its two sides see it.
struct Talk {
  let guardrail: Guardrail
  let workspace: Workspace
  private var conversation: Conversation

  /// - Parameters:
  ///   - settings: What the guardrail is to do.
  ///   - rules: The rules in place of the embedded ones.
  ///   - clock: CPU time; it stands still if nothing else is given.
  init(
    settings: Settings = Settings(), rules: RecognizerSet? = nil,
    vault: any TokenVault = MemoryVault(),
    clock: @escaping @Sendable () -> Duration = { .zero }
  ) throws {
    let key = try TokenKey(bytes: Array("maskwire-documented-test-key-not-secret".utf8))
    let recognizers = try rules ?? Embedded.rules.get()
    guardrail = Guardrail(
      settings: settings, recognizers: recognizers, key: key, vault: vault, clock: clock,
      uptime: { .zero })
    workspace = Workspace(guardrail)
    conversation = Conversation(guardrail, principal: Array("default".utf8))
  }

  /// Another connection of the same guardrail and workspace.
  func again(principal: String = "default") -> Talk {
    var other = self
    other.conversation = Conversation(guardrail, principal: Array(principal.utf8))
    return other
  }

  /// Bytes held of the stream of which most is held.
  var mostHeldBytes: Int { conversation.state.streams.lazy.map(\.heldBytes).max() ?? 0 }

  mutating func receive(client frame: [UInt8]) -> Outcome {
    conversation.receive(client: frame, workspace)
  }

  mutating func receive(backend frame: [UInt8]) -> Outcome {
    conversation.receive(backend: frame, workspace)
  }

  mutating func receiveBinary() -> Outcome { conversation.receiveBinaryFromClient(workspace) }

  func isText(_ binary: [UInt8]) -> Bool { conversation.isText(binary, workspace) }

  mutating func close(code: Int? = nil) -> [String] {
    conversation.backendClosed(code: code, workspace).map { String(decoding: $0, as: UTF8.self) }
  }

  /// What the backend gets of a client frame; nil if it is refused.
  mutating func send(_ frame: String) -> String? {
    switch receive(client: Array(frame.utf8)).frame {
    case .forward: frame
    case .replace(let bytes): String(decoding: bytes, as: UTF8.self)
    case .refuse, .drop: nil
    }
  }

  /// What the client gets for a frame that is refused; nil if it is not.
  mutating func refusal(of frame: String) -> String? {
    guard case .refuse(let reply) = receive(client: Array(frame.utf8)).frame else { return nil }
    return String(decoding: reply, as: UTF8.self)
  }

  /// What the client gets for an event of the backend, held text first.
  mutating func answer(_ event: String) -> [String] {
    let outcome = receive(backend: Array(event.utf8))
    let last: [String] =
      switch outcome.frame {
      case .forward: [event]
      case .replace(let bytes): [String(decoding: bytes, as: UTF8.self)]
      case .refuse(let told): [String(decoding: told, as: UTF8.self)]
      case .drop: []
      }
    return outcome.before.map { String(decoding: $0, as: UTF8.self) } + last
  }

  /// A text as the backend sees it.
  mutating func masked(_ text: String) throws -> String {
    let frame = JSONTree.object([
      ("type", .string("response.processed")), ("words", .string(text)),
    ])
    guard let sent = send(frame.text), let masked = try JSONTree(sent).string("words") else {
      throw Unexpected()
    }
    return masked
  }

  /// The token that the guardrail gives the value of a sample.
  mutating func token(for sample: Sample) throws -> String {
    String(try masked(sample.text).dropFirst(sample.before.count).dropLast(sample.after.count))
  }
}

/// Something that a test takes for granted is not so.
struct Unexpected: Error {}

/// The embedded rules, read once.
enum Embedded {
  static let rules = Result { try RecognizerSet(reading: RuleFile.embedded) }
}

extension RecognizerSet {
  /// The rules of one file, given as the text of its list.
  static func rules(_ yaml: String) throws -> RecognizerSet {
    try RecognizerSet(
      reading: [RuleFile(name: "test.yaml", bytes: Array(("recognizers:\n" + yaml).utf8))])
  }
}
