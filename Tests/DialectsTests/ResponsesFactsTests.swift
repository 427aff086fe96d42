import Dialects
import Foundation
import FrameJSON
import Testing

/// The table against the facts: what has no row, or another meaning, fails by name.
@Suite struct ResponsesFactsTests {
  private let dialect = Responses.dialect

  @Test func everyPathOfAClientFrameHasARow() throws {
    let rows = try FactRow.load("responses-client-events.tsv")
    #expect(rows.count > 600)
    var checked = 0
    for row in rows {
      for frame in row.frames {
        let kind = try #require(
          dialect.clientFrames.first { $0.type.bytes == Array(frame.utf8) }, "no row: \(frame)")
        let slots = dialect.slots(at: row.path, of: kind, types: row.types)
        let isRight = slots.contains { means($0, row) }
        #expect(isRight, "\(frame) \(row.written): \(row.category) \(row.format)")
        checked += 1
      }
    }
    print("\(checked) paths of client frames in the facts, \(checked) checked")
  }

  @Test func theNestedShapeHasTheSameRows() throws {
    let kind = try #require(
      dialect.clientFrames.first { $0.type == "response.create" })
    for row in try FactRow.load("responses-client-events.tsv")
    where row.frames.contains("response.create") && row.path != "type" {
      let types = Dictionary(
        uniqueKeysWithValues: row.types.map { ("response.\($0.key)", $0.value) })
      let slots = dialect.slots(at: "response.\(row.path)", of: kind, types: types)
      let isRight = slots.contains { means($0, row) }
      #expect(isRight, "response.\(row.written): \(row.category) \(row.format)")
    }
  }

  @Test func everyPathOfAServerEventHasARow() throws {
    let rows = try FactRow.load("responses-server-events.tsv")
    #expect(rows.count > 1_800)
    var checked = 0
    for row in rows {
      for frame in row.frames {
        let kind = try #require(
          dialect.events.first { $0.type.bytes == Array(frame.utf8) }, "no row: \(frame)")
        let slots = dialect.slots(at: row.path, of: kind, types: row.types)
        let isRight = slots.contains { means($0, row) }
        #expect(isRight, "\(frame) \(row.written): \(row.category) \(row.format)")
        checked += 1
      }
    }
    print("\(checked) paths of server events in the facts, \(checked) checked")
  }

  @Test func everyEventHasARowWithItsEffect() throws {
    let rows = try FactRow.table("responses-events.tsv")
    #expect(rows.count == 69)
    for columns in rows {
      let kind = try #require(
        dialect.events.first { $0.type.bytes == Array(columns[0].utf8) }, "no row: \(columns[0])")
      #expect((kind.effect == .endsResponse) == (columns[1] == "true"), "\(columns[0])")
      #expect((kind.effect == .delta) == !columns[2].isEmpty, "\(columns[0])")
    }
  }

  /// Whether a slot is what the facts say.
  private func means(_ slot: Slot, _ row: FactRow) -> Bool {
    switch (row.category, slot) {
    case ("delta", .delta(let form, _)): row.format != "json-string" || form == .source
    case ("delta", .logProbabilities): row.format == "token-of-text"
    case ("opaque", .opaque), ("opaque", .header): true
    case ("number", .number), ("number", .offset), ("number", .logProbabilities): true
    // Map keys of JSON Schema are read as text: a keyword holds no finding.
    case ("structural", .structural): true
    case ("structural", .json): row.path.hasSuffix("{keys}")
    case ("full", .text(let form, _)), ("echo", .text(let form, _)):
      row.format != "json-string" || form == .source
    case ("full", .json), ("echo", .json): true
    case ("full", .header), ("echo", .header): row.format == "headers"
    case ("full", .logProbabilities), ("echo", .logProbabilities): row.format == "token-of-text"
    case ("full", .fetchableURL), ("echo", .fetchableURL): row.format == "url"
    case ("full", .fileData), ("echo", .fileData): row.format == "data-url"
    case ("full", .fetchableOrData), ("echo", .fetchableOrData): row.format == "url-or-data-url"
    default: false
    }
  }
}
