import CAllocations
import Foundation
import Guardrail

/// What was measured of one workload, for one frame.
struct Result {
  let name: String
  let frameBytes: Int
  /// CPU nanoseconds in each round, and those of Foundation's parse in the same round.
  var rounds: [Double] = []
  var foundationRounds: [Double] = []
  let allocations: Double
  let allocatedBytes: Double

  var nanoseconds: Double { Meter.median(rounds) }
  var foundationNanoseconds: Double { Meter.median(foundationRounds) }
  /// Cost in parses of Foundation.
  var ratio: Double { Meter.median(zip(rounds, foundationRounds).map { $0 / $1 }) }
}

/// Measures workloads in rounds that alternate, so that all see the same weather of the machine.
enum Meter {
  private static let rounds = 15
  /// CPU time that one workload takes in one round.
  private static let roundTime = Duration.milliseconds(20)

  private struct Entry {
    let workload: Workload
    let data: [Data]
    /// As each round finds it.
    let connection: Conversation
    var times = 1
    var parseTimes = 1
    var result: Result

    var sent: Double { Double(times * data.count) }
    var parsed: Double { Double(parseTimes * data.count) }
  }

  static func measure(_ workloads: [Workload]) -> [Result] {
    var entries = workloads.map(prepare)
    for _ in 0..<rounds {
      for index in entries.indices {
        let entry = entries[index]
        var connection = entry.connection
        entry.workload.run(1, on: &connection)
        let time = Self.time { entry.workload.run(entry.times, on: &connection) }
        entries[index].result.rounds.append(time / entry.sent)
        let parse = Self.time { Workload.parse(entry.data, entry.parseTimes) }
        entries[index].result.foundationRounds.append(parse / entry.parsed)
      }
    }
    return entries.map(\.result)
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }

  /// Warms up, finds how often the frames fit into a round, and counts allocations.
  private static func prepare(_ workload: Workload) -> Entry {
    workload.verify()
    let data = workload.frames.map { Data($0) }
    let fresh = workload.connection()
    var connection = fresh
    let times = repetitions { workload.run($0, on: &connection) }
    maskwire_allocations_start()
    workload.run(times, on: &connection)
    maskwire_allocations_stop()
    let count = maskwire_allocations_read()
    let frames = Double(times * data.count)
    return Entry(
      workload: workload, data: data, connection: fresh, times: times,
      parseTimes: repetitions { Workload.parse(data, $0) },
      result: Result(
        name: workload.name,
        frameBytes: workload.frames.reduce(0) { $0 + $1.count } / workload.frames.count,
        allocations: Double(count.calls) / frames,
        allocatedBytes: Double(count.bytes) / frames))
  }

  private static func repetitions(_ run: (Int) -> Void) -> Int {
    var times = 1
    while true {
      let time = Self.time { run(times) }
      if time * 2 >= roundTime.nanoseconds {
        return max(1, Int(Double(times) * roundTime.nanoseconds / time))
      }
      times *= 2
    }
  }

  private static func time(_ run: () -> Void) -> Double {
    let start = CPUClock.now()
    run()
    return (CPUClock.now() - start).nanoseconds
  }
}
