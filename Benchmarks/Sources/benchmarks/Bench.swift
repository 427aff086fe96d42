import CAllocations
import Guardrail
import Recognizers
import Tokens

/// The guardrail that is measured, and what it is measured with.
struct Bench {
  /// Names of workloads that are checked.
  enum Name {
    static let turnWithoutMatching = "turn without matching"
    static let prose = "prose, 6 deltas"
    static let maskedProse = "prose, 6 deltas, masked on the fly"
    static func delta(tokens: Int) -> String { "delta, \(tokens) tokens stored" }
  }

  /// Deltas of the allocation check.
  static let plainDeltas = 100_000

  private let guardrail: Guardrail
  private let workspace: Workspace
  private let withoutMatching: Workspace
  private let masking: Workspace
  private let maskingGuardrail: Guardrail
  private static let principal = Array("benchmarks".utf8)

  init() throws {
    var settings = Settings()
    settings.models = [Frames.model]
    guardrail = Guardrail(
      settings: settings, recognizers: try RecognizerSet(reading: RuleFile.embedded),
      key: try TokenKey(bytes: Array("the key of the benchmarks, no secret at all".utf8)),
      vault: MemoryVault(), clock: CPUClock.now,
      uptime: CPUClock.uptime)
    workspace = Workspace(guardrail)
    settings.outputMasking = .stream
    maskingGuardrail = Guardrail(
      settings: settings, recognizers: guardrail.recognizers,
      key: .random(), vault: MemoryVault(), clock: CPUClock.now, uptime: CPUClock.uptime)
    masking = Workspace(maskingGuardrail)
    withoutMatching = Workspace(guardrail, engine: SilentEngine(guardrail.recognizers))
  }

  func workloads() -> [Workload] {
    client + deltas + prose + [
      backend(
        "completed, 3 KB with tokens", [Frames.completed(tokens(3))], stored: 3, changes: true)
    ]
  }

  private var client: [Workload] {
    let turn = Frames.turn(holdsData: true)
    let agent = Frames.agent()
    return [
      client("turn, e-mail and phone", turn, workspace, changes: true),
      client("turn, no personal data", Frames.turn(holdsData: false), workspace, changes: false),
      client(Name.turnWithoutMatching, turn, withoutMatching, changes: false),
      client("agent, 1 MB", agent, workspace, changes: true),
      client("agent, 1 MB without matching", agent, withoutMatching, changes: false),
    ]
  }

  /// The same prose, as it comes and masked on the fly.
  private var prose: [Workload] {
    let frames = (0..<6).map { Frames.plainDelta($0) }
    let (plain, masked) = (guardrail, maskingGuardrail)
    return [
      Workload(
        name: Name.prose, frames: frames, direction: .backend, workspace: workspace,
        changes: false, connection: { connection(stored: 3, plain, workspace) }),
      Workload(
        name: Name.maskedProse, frames: frames, direction: .backend, workspace: masking,
        changes: true, connection: { connection(stored: 3, masked, masking) }),
    ]
  }

  private var deltas: [Workload] {
    let token = tokens(1)[0]
    let plain = [3, 30, 300, 10_000].map { count in
      backend(
        Name.delta(tokens: count), [Frames.plainDelta(0)], stored: count, changes: false)
    }
    return plain + [
      backend("delta with a token", [Frames.delta(with: token)], stored: 3, changes: true),
      backend(
        "delta, token cut in two", Frames.deltas(cutting: token), stored: 3, changes: true),
    ]
  }

  /// Allocations of 100,000 deltas in which no token starts, after some of them.
  func allocationsOfPlainDeltas() -> Int {
    let frames = (0..<1_000).map { Frames.plainDelta($0) }
    var connection = connection(stored: 3)
    func sendAll() {
      for frame in frames {
        let outcome = connection.receive(backend: frame, workspace)
        guard case .forward = outcome.frame, outcome.before.isEmpty else {
          fatalError("a delta without a token is changed")
        }
      }
    }
    sendAll()
    maskwire_allocations_start()
    for _ in 0..<Self.plainDeltas / frames.count { sendAll() }
    maskwire_allocations_stop()
    return Int(maskwire_allocations_read().calls)
  }

  private func client(
    _ name: String, _ frame: [UInt8], _ workspace: Workspace, changes: Bool
  ) -> Workload {
    Workload(
      name: name, frames: [frame], direction: .client, workspace: workspace, changes: changes,
      connection: { Conversation(guardrail, principal: Self.principal) })
  }

  private func backend(
    _ name: String, _ frames: [[UInt8]], stored: Int, changes: Bool
  ) -> Workload {
    Workload(
      name: name, frames: frames, direction: .backend, workspace: workspace, changes: changes,
      connection: { connection(stored: stored) })
  }

  /// A connection that gave out so many tokens.
  private func connection(stored count: Int) -> Conversation {
    connection(stored: count, guardrail, workspace)
  }

  private func connection(
    stored count: Int, _ guardrail: Guardrail, _ workspace: Workspace
  ) -> Conversation {
    var connection = Conversation(guardrail, principal: Self.principal)
    for first in stride(from: 0, to: count, by: 100) {
      let addresses = (first..<min(first + 100, count)).map(Self.address)
      _ = connection.receive(
        client: Frames.message(addresses.joined(separator: ", ")), workspace)
    }
    return connection
  }

  /// The tokens of the first addresses, as a connection gives them out.
  private func tokens(_ count: Int) -> [String] {
    (0..<count).map { index in
      var connection = Conversation(guardrail, principal: Self.principal)
      let frame = Frames.message(Self.address(index))
      guard case .replace(let masked) = connection.receive(client: frame, workspace).frame,
        let start = masked.firstIndex(of: UInt8(ascii: "<")),
        let end = masked[start...].firstIndex(of: UInt8(ascii: ">"))
      else { fatalError("an e-mail address is not masked") }
      return String(decoding: masked[start...end], as: UTF8.self)
    }
  }

  private static func address(_ index: Int) -> String { "person\(index)@fabrikam.org" }
}
