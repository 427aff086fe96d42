import FrameJSON
import Guardrail
import Transcripts

/// Passes the lines of a transcript through a guardrail, one at a time.
struct Filter {
  /// A connection, and which of its sides have closed.
  private struct Connection {
    var conversation: Conversation
    var principal: [UInt8]
    var hasClosed: Set<TranscriptLine.Side> = []
    var hasWarned = false
  }

  private static let defaultPrincipal = Array("default".utf8)

  /// Whose the values of a connection are.
  enum Principal: String, CaseIterable {
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
  /// The number of the line that is read, from 1.
  private var number = 0

  init(_ guardrail: Guardrail, principal: Principal) {
    self.guardrail = guardrail
    self.principal = principal
    workspace = Workspace(guardrail)
  }

  /// Runs until the input ends.
  mutating func run() throws {
    StandardOutput.ignoreBrokenPipe()
    var lines = LineReader()
    while let line = try lines.next() {
      number += 1
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      do throws(TranscriptError) {
        try pass(line)
      } catch {
        reportFindings()
        throw Failure(.data, "line \(number) of the input: \(error)")
      }
      try StandardOutput.write(writer.output)
      writer.removeAll()
    }
    reportFindings()
  }

  private func reportFindings() {
    if guardrail.settings.isReportOnly { StandardError.write(workspace.report.json + "\n") }
  }

  private mutating func pass(_ line: [UInt8]) throws(TranscriptError) {
    let parsed = try reader.read(line)
    let name = parsed.connection.map { Array(line[$0]) } ?? []
    writer.connection = name
    // It is taken out while it is worked on, so that nothing of it is copied.
    let named = principal == .fixed ? nil : parsed.principal
    var connection = connections.removeValue(forKey: name) ?? open(named)
    if let principal = named, principal != connection.principal {
      // Another user on a connection of that name: nothing of the one before is kept.
      connection = open(principal)
    }
    switch parsed.from {
    case .client:
      let unknown = workspace.report.unknownLineage
      passClient(parsed, line, &connection)
      if workspace.report.unknownLineage > unknown { warnOfLineage(&connection) }
    case .backend: passBackend(parsed, line, &connection)
    }
    if case .close = parsed.content { connection.hasClosed.insert(parsed.from) }
    // What is closed on both sides is over, and its values may be let go.
    if connection.hasClosed.count < 2 { connections[name] = connection }
  }

  /// Says once a connection that values are missing. A report counts them instead.
  private func warnOfLineage(_ connection: inout Connection) {
    guard !connection.hasWarned, !guardrail.settings.isReportOnly else { return }
    connection.hasWarned = true
    StandardError.write(
      "maskwire: line \(number) of the input goes on from a turn that is not known here; its tokens "
        + "are not restored. --unknown-lineage refuse makes clients send the whole conversation.\n")
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
      var outcome = connection.conversation.receive(backend: bytes, workspace)
      if !isText, outcome.frame == .forward {
        writer.binary(to: .client, base64: line.span.extracting(range))
        return
      }
      if outcome.frame == .forward { outcome.frame = .replace(bytes) }
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
