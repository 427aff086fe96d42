import ArgumentParser

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

  @Option(
    help: ArgumentHelp(
      "Whose the values of a connection are: credential (default: the \"principal\" of its lines "
        + "stands for one), or fixed, which is the same for all.", valueName: "how"),
    completion: .list(Filter.Principal.allCases.map(\.rawValue)))
  var principal: [String] = []

  @Flag(help: "Change nothing; count findings by entity and path on standard error.")
  var report: [Report] = []

  enum Report: EnumerableFlag {
    case report
  }

  func validate() throws {
    _ = try Single.value(report, "--report")
    _ = try principals()
  }

  private func principals() throws -> Filter.Principal {
    guard let name = try Single.value(principal, "--principal") else { return .credential }
    guard let principal = Filter.Principal(rawValue: name) else {
      throw ValidationError(
        "--principal must be credential or fixed: a transcript has no headers and no claims.")
    }
    return principal
  }

  func run() throws {
    try reporting {
      let guardrail = try options.guardrail(isReportOnly: !report.isEmpty).guardrail
      var filter = Filter(guardrail, principal: try principals())
      try filter.run()
    }
  }
}
