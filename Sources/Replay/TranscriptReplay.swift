internal import FrameJSON
public import Guardrail
public import Transcripts

/// Passes the lines of a transcript through a guardrail, one at a time.
public struct TranscriptReplay {
  /// A connection, and which of its sides have closed.
  private struct Connection {
    var conversation: Conversation
    var principal: [UInt8]
    var hasClosed: Set<TranscriptLine.Side> = []
    var hasWarned = false
  }

  private static let defaultPrincipal = Array("default".utf8)

  /// Whose the values of a connection are.
  public enum Principal: String, Sendable, CaseIterable {
    /// The `principal` of its lines stands for the credential that a client would have shown.
    case credential
    /// All connections are of the same one.
    case fixed
  }

  private let guardrail: Guardrail
  private let principal: Principal
  private let workspace: Workspace
  private var reader = TranscriptReader()
  private var writer = TranscriptWriter()
  private var connections: [[UInt8]: Connection] = [:]

  /// A replay of a transcript from its start.
  public init(_ guardrail: Guardrail, principal: Principal) {
    self.guardrail = guardrail
    self.principal = principal
    workspace = Workspace(guardrail)
  }

  // MARK: What is known

  /// What the lines so far have come to: lines of a transcript that were not taken yet.
  public var output: [UInt8] { writer.output }
  /// Counts of what was found and done.
  public var report: Report { workspace.report }
  /// How many bytes of text the last line has left held on its connection.
  public private(set) var heldBytes = 0
  /// The line that was passed last; nil if it was empty.
  public private(set) var line: TranscriptLine?
  /// Whose the connection of that line is.
  public private(set) var linePrincipal = TranscriptReplay.defaultPrincipal

  /// Forgets the output, which was taken; the storage is kept.
  public mutating func removeOutput() { writer.removeAll() }

  /// The values that were masked in the client frame read last, if the guardrail notes them and they
  /// were not taken before.
  public func takeMasked() -> [MaskedValue] { workspace.takeMasked() }

  /// How many tokens were restored since this was asked last, by entity and path, if the guardrail
  /// notes them.
  public func takeRestored() -> [String: [String: Int]] { workspace.takeRestored() }

  /// How many tokens stayed tokens since this was asked last, by why and path, if the guardrail notes
  /// them.
  public func takeKept() -> [String: [String: Int]] { workspace.takeKept() }

  // MARK: Lines

  /// What is to be told of a line.
  public enum Notice: Sendable {
    /// It goes on from a turn that is not known, and its connection was not told so before.
    case unknownLineage
  }

  /// Whether a line holds nothing.
  public static func isBlank(_ line: [UInt8]) -> Bool {
    line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }

  /// Passes one line, without its line end; what comes of it is in `output`. An empty line is none.
  public mutating func pass(_ line: [UInt8]) throws(TranscriptError) -> Notice? {
    self.line = nil
    guard !Self.isBlank(line) else { return nil }
    let parsed = try reader.read(line)
    self.line = parsed
    let name = parsed.connection.map { Array(line[$0]) } ?? []
    writer.connection = name
    // It is taken out while it is worked on, so that nothing of it is copied.
    let named = principal == .fixed ? nil : parsed.principal
    var connection = connections.removeValue(forKey: name) ?? open(named)
    if let principal = named, principal != connection.principal {
      // Another user on a connection of that name: nothing of the one before is kept.
      connection = open(principal)
    }
    linePrincipal = connection.principal
    var notice: Notice?
    switch parsed.from {
    case .client:
      let unknown = workspace.report.unknownLineage
      passClient(parsed, line, &connection)
      if workspace.report.unknownLineage > unknown, !connection.hasWarned {
        connection.hasWarned = true
        notice = .unknownLineage
      }
    case .backend: passBackend(parsed, line, &connection)
    }
    heldBytes = guardrail.settings.notesValues ? connection.conversation.heldBytes : 0
    if case .close = parsed.content { connection.hasClosed.insert(parsed.from) }
    // What is closed on both sides is over, and its values may be let go.
    if connection.hasClosed.count < 2 { connections[name] = connection }
    return notice
  }

  private func open(_ principal: [UInt8]?) -> Connection {
    let principal = principal ?? Self.defaultPrincipal
    return Connection(
      conversation: Conversation(guardrail, principal: principal), principal: principal)
  }

  private mutating func passClient(
    _ parsed: TranscriptLine, _ line: [UInt8], _ connection: inout Connection
  ) {
    switch parsed.content {
    case .object(let range):
      let outcome = connection.conversation.receive(client: Array(line[range]), workspace)
      write(outcome, to: .backend, parsed, line, raw: range)
    case .text(let range, let isEscaped):
      let frame = text(line, range, isEscaped)
      let outcome = connection.conversation.receive(client: frame, workspace)
      write(outcome, to: .backend, parsed, line, raw: range.lowerBound - 1..<range.upperBound + 1)
    case .binary(_, let range):
      let outcome = connection.conversation.receiveBinaryFromClient(workspace)
      if outcome.frame == .forward {
        writer.binary(to: .backend, base64: line.span.extracting(range))
      } else {
        write(outcome, to: .backend, parsed, line, raw: range)
      }
    case .close(let code):
      writer.close(to: .backend, code: code)
    }
  }

  private mutating func passBackend(
    _ parsed: TranscriptLine, _ line: [UInt8], _ connection: inout Connection
  ) {
    switch parsed.content {
    case .object(let range):
      let outcome = connection.conversation.receive(backend: Array(line[range]), workspace)
      write(outcome, to: .client, parsed, line, raw: range)
    case .text(let range, let isEscaped):
      let outcome = connection.conversation.receive(
        backend: text(line, range, isEscaped), workspace)
      write(outcome, to: .client, parsed, line, raw: range.lowerBound - 1..<range.upperBound + 1)
    case .binary(let bytes, let range):
      let isText = connection.conversation.isText(bytes, workspace)
      guard isText || guardrail.settings.outputMasking != .off else {
        writer.binary(
          to: .client, base64: line.span.extracting(range))
        return
      }
      // While output is masked, what cannot be read is dropped.
      var outcome = connection.conversation.receive(backend: bytes, workspace)
      if outcome.frame == .forward {
        guard isText else {
          writer.binary(to: .client, base64: line.span.extracting(range))
          return
        }
        outcome.frame = .replace(bytes)
      }
      write(outcome, to: .client, parsed, line, raw: range)
    case .close(let code):
      for event in connection.conversation.backendClosed(code: code, workspace) {
        writer.frame(
          to: .client, text: event.span, asObject: true)
      }
      writer.close(to: .client, code: code)
    }
  }

  private func text(_ line: [UInt8], _ range: Range<Int>, _ isEscaped: Bool) -> [UInt8] {
    isEscaped ? JSONString.decoded(line.span.extracting(range)) : Array(line[range])
  }

  private mutating func write(
    _ outcome: Outcome, to side: TranscriptLine.Side, _ parsed: TranscriptLine, _ line: [UInt8],
    raw: Range<Int>
  ) {
    var asObject = false
    if case .object = parsed.content { asObject = true }
    for frame in outcome.before {
      writer.frame(to: side, text: frame.span, asObject: asObject)
    }
    switch outcome.frame {
    case .forward:
      writer.frame(to: side, json: line.span.extracting(raw))
    case .replace(let frame):
      writer.frame(to: side, text: frame.span, asObject: asObject)
    case .refuse(let reply):
      writer.frame(to: .client, text: reply.span, asObject: true)
    case .drop: break
    }
  }
}
