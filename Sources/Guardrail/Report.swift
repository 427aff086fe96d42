internal import Recognizers

/// Counts of findings by entity and path: what was found, never a value.
public struct Report: Sendable, Equatable {
  /// How often, by entity and then by path in the notation of the protocol facts.
  public private(set) var findings: [String: [String: Int]] = [:]
  /// How many client frames would have been refused, by rule.
  public private(set) var refusals: [String: Int] = [:]
  /// Client frames.
  public internal(set) var frames = 0

  /// Nothing counted.
  public init() {}

  mutating func count(_ found: [Finding], _ recognizers: [Recognizer], path: String) {
    for finding in found {
      findings[recognizers[finding.recognizer].entity, default: [:]][path, default: 0] += 1
    }
  }

  mutating func countRefusal(_ rule: String) { refusals[rule, default: 0] += 1 }
}

extension Report {
  /// The report as one line of JSON, keys in order.
  public var json: String {
    let entities = findings.sorted { $0.key < $1.key }.map { entity, paths in
      let counts = paths.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\($0.value)" }
      return "\(Self.quoted(entity)):{\(counts.joined(separator: ","))}"
    }
    let rules = refusals.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\($0.value)" }
    return "{\"frames\":\(frames),\"findings\":{\(entities.joined(separator: ","))},"
      + "\"refusals\":{\(rules.joined(separator: ","))}}"
  }

  private static func quoted(_ text: String) -> String {
    var writer = EventWriter()
    writer.string(text)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
