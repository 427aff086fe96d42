/// What `--check` holds. All of it is counted, or is a ratio of two measurements made side by side.
enum Check {
  /// Most that a delta may cost with 10,000 stored tokens, in costs of one with 3.
  static let mostForManyTokens = 1.25
  /// Most that a delta of prose may cost masked on the fly, in costs of one that passes.
  static let mostForMasking = 3.0

  /// What does not hold.
  static func failures(_ results: [Result], allocations: Int) -> [String] {
    var failures: [String] = []
    if allocations != 0 {
      failures.append("deltas without a token start allocate (\(allocations) times)")
    }
    if let turn = result(Bench.Name.turnWithoutMatching, results), turn.ratio > 1 {
      failures.append(
        "\(turn.name) costs \(turn.ratio.formatted(2)) parses of Foundation, more than 1")
    }
    if let few = result(Bench.Name.delta(tokens: 3), results),
      let many = result(Bench.Name.delta(tokens: 10_000), results)
    {
      let ratio = Meter.median(zip(many.rounds, few.rounds).map { $0 / $1 })
      if ratio > mostForManyTokens {
        failures.append(
          "\(many.name) costs \(ratio.formatted(2)) times \(few.name), "
            + "more than \(mostForManyTokens)")
      }
    }
    if let plain = result(Bench.Name.prose, results),
      let masked = result(Bench.Name.maskedProse, results)
    {
      let ratio = Meter.median(zip(masked.rounds, plain.rounds).map { $0 / $1 })
      if ratio > mostForMasking {
        failures.append(
          "\(masked.name) costs \(ratio.formatted(2)) times \(plain.name), "
            + "more than \(mostForMasking)")
      }
    }
    return failures
  }

  private static func result(_ name: String, _ results: [Result]) -> Result? {
    results.first { $0.name == name }
  }
}
