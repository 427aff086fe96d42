/// Counts by name and then by path, which may be printed.
public typealias PathCounts = [String: [String: Int]]

extension PathCounts {
  /// All that is counted.
  public var total: Int { values.reduce(0) { $0 + $1.values.reduce(0, +) } }

  mutating func count(_ name: String, _ path: String) {
    self[name, default: [:]][path, default: 0] += 1
  }

  mutating func add(_ other: PathCounts) {
    for (name, paths) in other { self[name, default: [:]].merge(paths, uniquingKeysWith: +) }
  }
}
