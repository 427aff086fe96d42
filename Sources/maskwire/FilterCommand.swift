import ArgumentParser
import Replay

/// `maskwire filter`.
struct FilterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "filter",
    abstract: "Filters a transcript of both directions, from standard input to standard output.",
    discussion: """
      Each line of the input is a JSON object: {"from": "client" or "backend", "frame": an object, \
      or a string with the text of the frame}, and "conn" and "principal" if there are several. A \
      line of the output has "to" in place of "from". Lines come out as soon as they are decided.
      """)

  @OptionGroup
  var options: GuardrailOptions

  @OptionGroup
  var principal: PrincipalOption

  @Flag(help: "Change nothing; count findings by entity and path on standard error.")
  var report: [Report] = []

  enum Report: EnumerableFlag {
    case report
  }

  func validate() throws {
    _ = try Single.value(report, "--report")
  }

  func run() throws {
    try reporting {
      let guardrail = try options.guardrail(isReportOnly: !report.isEmpty).guardrail
      var filter = Filter(guardrail, principal: try principal.value())
      try filter.run()
    }
  }
}
