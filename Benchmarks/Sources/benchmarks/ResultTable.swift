import Foundation

/// Results as a table in Markdown.
enum ResultTable {
  private static let titles = [
    "workload", "bytes", "CPU ns", "Foundation ns", "ratio", "allocations", "allocated bytes",
  ]

  static func text(_ results: [Result]) -> String {
    let rows = [titles] + results.map(cells)
    let widths = titles.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    var lines = rows.map { row in
      line(row.indices.map { pad(row[$0], to: widths[$0], left: $0 > 0) })
    }
    let rule = widths.indices.map { column in
      String(repeating: "-", count: widths[column] - (column > 0 ? 1 : 0)) + (column > 0 ? ":" : "")
    }
    lines.insert(line(rule), at: 1)
    return lines.joined(separator: "\n")
  }

  private static func cells(_ result: Result) -> [String] {
    [
      result.name, String(result.frameBytes), result.nanoseconds.formatted(0),
      result.foundationNanoseconds.formatted(0), result.ratio.formatted(3),
      result.allocations.formatted(2), result.allocatedBytes.formatted(0),
    ]
  }

  private static func line(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |"
  }

  private static func pad(_ text: String, to width: Int, left: Bool) -> String {
    let space = String(repeating: " ", count: width - text.count)
    return left ? space + text : text + space
  }
}

extension Double {
  /// With that many digits behind the point.
  func formatted(_ digits: Int) -> String {
    String(format: "%.\(digits)f", self)
  }
}
