import Guardrail
import Replay
import Transcripts

/// Passes the lines of standard input through a guardrail.
struct Filter {
  private let guardrail: Guardrail
  private var replay: TranscriptReplay

  init(_ guardrail: Guardrail, principal: TranscriptReplay.Principal) {
    self.guardrail = guardrail
    replay = TranscriptReplay(guardrail, principal: principal)
  }

  /// Runs until the input ends.
  mutating func run() throws {
    StandardOutput.ignoreBrokenPipe()
    var lines = LineReader()
    var number = 0
    while let line = try lines.next() {
      number += 1
      do throws(TranscriptError) {
        if try replay.pass(line) == .unknownLineage { warnOfLineage(number) }
      } catch {
        reportFindings()
        throw Failure(.data, "line \(number) of the input: \(error)")
      }
      try StandardOutput.write(replay.output)
      replay.removeOutput()
    }
    reportFindings()
  }

  private func reportFindings() {
    if guardrail.settings.isReportOnly { StandardError.write(replay.report.json + "\n") }
  }

  /// Says once a connection that values are missing. A report counts them instead.
  private func warnOfLineage(_ number: Int) {
    guard !guardrail.settings.isReportOnly else { return }
    StandardError.write(
      "maskwire: line \(number) of the input goes on from a turn that is not known here; its tokens "
        + "are not restored. --unknown-lineage refuse makes clients send the whole conversation.\n")
  }
}
