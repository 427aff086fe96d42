import Foundation

/// `benchmarks [--check] [FILTER]`.
@main
struct Benchmarks {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let checks = arguments.contains("--check")
    let filters = arguments.filter { !$0.hasPrefix("-") }
    let isKnown = arguments.allSatisfy { $0 == "--check" || !$0.hasPrefix("-") }
    guard isKnown, filters.count <= 1, !checks || filters.isEmpty else {
      print("usage: benchmarks [FILTER] or benchmarks --check; FILTER is part of a workload's name")
      exit(64)
    }
    let bench = try Bench()
    let workloads = bench.workloads().filter { workload in
      filters.allSatisfy { workload.name.contains($0) }
    }
    let results = Meter.measure(workloads)
    print(ResultTable.text(results))
    guard filters.isEmpty else { return }
    let allocations = bench.allocationsOfPlainDeltas()
    print(
      "\n\(Bench.plainDeltas) deltas without a token start through one connection: "
        + "\(allocations) allocations")
    let failures = Check.failures(results, allocations: allocations)
    for failure in failures { print("CHECK FAILED: \(failure)") }
    if checks, !failures.isEmpty { exit(1) }
  }
}
