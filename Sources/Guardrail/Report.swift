/// Counts of what was found and what was done: never a value.
public struct Report: Sendable, Equatable {
  /// Findings by entity and then by path in the notation of the protocol facts.
  public private(set) var findings: [String: [String: Int]] = [:]
  /// Findings by the name of the recognizer.
  public private(set) var rules: [String: Int] = [:]
  /// Client frames that are refused, by rule.
  public private(set) var refusals: [String: Int] = [:]
  /// Media that passed unread, by type.
  public private(set) var mediaPassed: [String: Int] = [:]
  /// Values of schemas that fit them while their tokens do not, by path.
  public private(set) var schemaConflicts: [String: Int] = [:]
  /// Tokens that stayed tokens, by why: `url`, `sink` or `characters`.
  public internal(set) var kept: [String: Int] = [:]
  /// Tokens that were restored.
  public internal(set) var restored = 0
  /// What looks like a token in what the backend sent, and was not issued to the connection.
  public internal(set) var unknownTokens = 0
  /// One-way markers in the arguments of tools, patches and command lines.
  public internal(set) var redactedInArguments = 0
  /// Frames that go on from what is not known.
  public internal(set) var unknownLineage = 0
  /// Client frames.
  public internal(set) var frames = 0

  /// Nothing counted.
  public init() {}

  mutating func count(entity: String, rule: String, path: String) {
    findings[entity, default: [:]][path, default: 0] += 1
    rules[rule, default: 0] += 1
  }

  /// Adds what was counted of one event.
  mutating func add(_ counts: RestoreCounts) {
    restored += counts.restored
    unknownTokens += counts.unknown
    for (reason, count) in counts.kept { kept[reason.rawValue, default: 0] += count }
  }

  mutating func countRefusal(_ rule: String) { refusals[rule, default: 0] += 1 }
  mutating func countMedia(_ type: String) { mediaPassed[type, default: 0] += 1 }
  mutating func countSchemaConflict(_ path: String) { schemaConflicts[path, default: 0] += 1 }
}

extension Report {
  /// The report as one line of JSON, keys in order.
  public var json: String {
    let entities = findings.sorted { $0.key < $1.key }
      .map { "\(Self.quoted($0.key)):\(Self.object($0.value))" }.joined(separator: ",")
    return """
      {"frames":\(frames),"findings":{\(entities)},"rules":\(Self.object(rules)),\
      "refusals":\(Self.object(refusals)),"media_passed":\(Self.object(mediaPassed)),\
      "schema_conflicts":\(Self.object(schemaConflicts)),"restored":\(restored),\
      "kept":\(Self.object(kept)),"unknown_tokens":\(unknownTokens),\
      "redacted_in_arguments":\(redactedInArguments),"unknown_lineage":\(unknownLineage)}
      """
  }

  private static func object(_ counts: [String: Int]) -> String {
    let members = counts.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\($0.value)" }
    return "{\(members.joined(separator: ","))}"
  }

  private static func quoted(_ text: String) -> String {
    var writer = EventWriter()
    writer.string(text)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
