import Foundation
import FrameJSON
import Guardrail
import Recognizers
import Testing
import Tokens

/// The table of limits in the README says what the settings are.
@Suite struct LimitTableTests {
  @Test func `each limit stands in the README with its default`() throws {
    let table = try Self.table()
    var names: Set<String> = []
    let all: [Any] = [FrameLimits(), MatchLimits(), MemoryVault.Limits(), Settings()]
    for limits in all {
      for child in Mirror(reflecting: limits).children {
        guard let name = child.label, let value = Self.number(child.value) else { continue }
        names.insert(name)
        #expect(table[name] == value, "\(name)")
      }
    }
    #expect(names.count == 19)
    #expect(Set(table.keys) == names)
  }

  /// A limit as a plain number: bytes, counts, or seconds.
  private static func number(_ value: Any) -> Double? {
    switch value {
    case let value as Int: Double(value)
    case let value as UInt32: Double(value)
    case let value as Int64: Double(value)
    case let value as Duration:
      Double(value.components.seconds) + Double(value.components.attoseconds) * 1e-18
    default: nil
    }
  }

  private static let units: [String: Double] = [
    "": 1, "KiB": 1_024, "MiB": 1_048_576, "s": 1, "days": 86_400,
  ]

  private static func table() throws -> [String: Double] {
    let readme = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "README.md")
    let text = try String(contentsOf: readme, encoding: .utf8)
    let limits = try #require(text.components(separatedBy: "## Limits").last)
    // What follows are the limits of sockets.
    let section = try #require(limits.components(separatedBy: "Of `serve`").first)
    var table: [String: Double] = [:]
    for line in section.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      let parts = cells[1].replacing(",", with: "").split(separator: " ").map(String.init)
      let unit = try #require(units[parts.count > 1 ? parts[1] : ""])
      table[cells[0].replacing("`", with: "")] = try #require(Double(parts[0])) * unit
    }
    return table
  }
}
