import ArgumentParser
import Guardrail
import Recognizers
import Tokens

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

  @Option(
    help: ArgumentHelp(
      "Use the rules of this folder in place of the embedded ones.", valueName: "dir"),
    completion: .directory)
  var rules: [String] = []

  @Option(
    help: ArgumentHelp(
      "The model that every frame must use. Given several times, it is a list of allowed models.",
      valueName: "name"))
  var model: [String] = []

  @Option(
    help: ArgumentHelp(
      "Read the key that names tokens from this file, not from MASKWIRE_KEY.", valueName: "file"),
    completion: .file())
  var keyFile: [String] = []

  @Option(
    help: ArgumentHelp(
      "Whose the values of a connection are: credential (default: the \"principal\" of its lines "
        + "stands for one), or fixed, which is the same for all.", valueName: "how"),
    completion: .list(Filter.Principal.allCases.map(\.rawValue)))
  var principal: [String] = []

  @OptionGroup(title: "Restoring and masking")
  var policy: PolicyOptions

  @Flag(help: "Change nothing; count findings by entity and path on standard error.")
  var report: [Report] = []

  enum Report: EnumerableFlag {
    case report
  }

  func validate() throws {
    _ = try Self.single(rules, "--rules")
    _ = try Self.single(keyFile, "--key-file")
    _ = try Self.single(report, "--report")
    _ = try principals()
    guard Set(model).count == model.count else {
      throw ValidationError("--model names a model twice: give each once.")
    }
    guard !model.contains(where: \.isEmpty) else {
      throw ValidationError("--model is empty: give the name of a model.")
    }
  }

  private func principals() throws -> Filter.Principal {
    guard let name = try Self.single(principal, "--principal") else { return .credential }
    guard let principal = Filter.Principal(rawValue: name) else {
      throw ValidationError(
        "--principal must be credential or fixed: a transcript has no headers and no claims.")
    }
    return principal
  }

  func run() throws {
    try reporting {
      var settings = try policy.settings()
      settings.models = model
      settings.isReportOnly = !report.isEmpty
      let recognizers = try rules.first.map { try RuleFolder.load($0).set } ?? RuleFolder.embedded()
      try policy.check(against: recognizers)
      // A report names no tokens.
      let key = settings.isReportOnly ? .random() : try KeySource.load(file: keyFile.first)
      let guardrail = Guardrail(
        settings: settings, recognizers: recognizers, key: key, vault: MemoryVault(),
        clock: Clocks.cpu, uptime: Clocks.uptime)
      var filter = Filter(guardrail, principal: try principals())
      try filter.run()
    }
  }
}
