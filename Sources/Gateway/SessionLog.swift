internal import Guardrail
internal import Logging
internal import NIOCore

/// The log of a connection: one line when it ends, and one for each response. No text, no
/// credential, and of the query nothing but the model.
final class SessionLog {
  private let logger: Logger
  private let opened = NIODeadline.now()
  private var responses = 0

  init(_ logger: Logger, _ start: SessionStart) {
    var logger = logger
    logger[metadataKey: "connection"] = "\(start.number)"
    self.logger = logger
  }

  /// Writes a line for each response that has ended.
  func write(_ records: [ResponseRecord]) {
    for record in records {
      responses += 1
      var fields: Logger.Metadata = [
        "outcome": "\(record.outcome.rawValue)",
        "restored": "\(record.restored)",
        "unknown_tokens": "\(record.unknownTokens)",
        "held_ms": "\(record.held.milliseconds)",
        "total_ms": "\(record.total.milliseconds)",
      ]
      if !record.lane.isEmpty { fields["lane"] = "\(record.lane)" }
      if let model = record.model { fields["model"] = "\(model)" }
      if let rule = record.rule { fields["rule"] = "\(rule)" }
      if let first = record.untilFirstEvent { fields["first_event_ms"] = "\(first.milliseconds)" }
      for (entity, count) in record.masked { fields["masked_\(entity)"] = "\(count)" }
      logger.info("response", metadata: fields)
    }
  }

  /// Tells that a backend has not answered for a while.
  func backendIsSilent(lanes: Int) {
    logger.warning("backend is silent", metadata: ["lanes": "\(lanes)"])
  }

  /// Tells that the connection has ended, and how.
  func closed(client: Closing?, backend: Closing?, missedPongs: Int) {
    let seconds = Double((NIODeadline.now() - opened).nanoseconds) / 1e9
    logger.info(
      "connection",
      metadata: [
        "client_close": "\(Self.code(client))", "backend_close": "\(Self.code(backend))",
        "responses": "\(responses)", "missed_pongs": "\(missedPongs)",
        "seconds": "\((seconds * 1000).rounded() / 1000)",
      ])
  }

  /// RFC 6455, section 7.4.1: 1005 is a close without a code, 1006 the loss of a connection.
  private static func code(_ closing: Closing?) -> UInt16 {
    guard let closing else { return 1006 }
    return closing.code ?? (closing.isOwn ? 1006 : 1005)
  }
}

extension Duration {
  /// Whole milliseconds.
  var milliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
