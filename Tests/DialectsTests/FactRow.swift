import Foundation

/// A row of the protocol facts in `Tests/Facts`.
struct FactRow {
  let frames: [String]
  /// Without conditions.
  let path: String
  let category: String
  let format: String
  /// The value of `type` of objects on the way, by their path.
  let types: [String: String]
  /// As the facts write it.
  let written: String

  static func load(_ file: String) throws -> [FactRow] {
    try table(file).map { columns in
      // The conditions of ids and numbers are one of many that hold: the facts name no type there.
      let isInferred = columns[2] == "structural" || columns[2] == "number"
      var types = isInferred ? [:] : conditions(columns[4])
      let path = strip(columns[1], into: &types)
      return FactRow(
        frames: columns[0].split(separator: " ").map(String.init), path: path,
        category: columns[2], format: columns[3], types: types, written: columns[1])
    }
  }

  /// The cells of a file of tab-separated values, without its head.
  static func table(_ file: String) throws -> [[String]] {
    let facts = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Facts").appending(path: file)
    return try String(contentsOf: facts, encoding: .utf8)
      .split(separator: "\n").dropFirst()
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
  }

  /// The first value of each `type` in the column `when`.
  private static func conditions(_ json: String) -> [String: String] {
    guard let values = try? JSONDecoder().decode([String: [String]].self, from: Data(json.utf8))
    else { return [:] }
    var types: [String: String] = [:]
    for (path, options) in values where path.hasSuffix(".type") {
      let object = strip(String(path.dropLast(5)), into: &types)
      types[object] = options.first
    }
    return types
  }

  /// Takes `{type=message}` out of a path.
  private static func strip(_ path: String, into types: inout [String: String]) -> String {
    var rest = path
    // From left to right, so that what is before a condition has none any more.
    while let start = rest.range(of: "{type="),
      let end = rest[start.upperBound...].firstIndex(of: "}")
    {
      types[String(rest[..<start.lowerBound])] = String(rest[start.upperBound..<end])
      rest.removeSubrange(start.lowerBound...end)
    }
    return rest
  }
}
