import ArgumentParser
import Guardrail
import Recognizers
import Tokens

/// The options from which a guardrail is made.
struct GuardrailOptions: ParsableArguments {
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

  @OptionGroup(title: "Restoring and masking")
  var policy: PolicyOptions

  func validate() throws {
    _ = try Single.value(rules, "--rules")
    _ = try Single.value(keyFile, "--key-file")
    guard Set(model).count == model.count else {
      throw ValidationError("--model names a model twice: give each once.")
    }
    guard !model.contains(where: \.isEmpty) else {
      throw ValidationError("--model is empty: give the name of a model.")
    }
  }

  /// The guardrail and the key that names its tokens.
  ///
  /// - Parameters:
  ///   - isReportOnly: Whether it only counts.
  ///   - adjust: Changes settings that other options are about.
  ///   - load: Where the key comes from, given the file that is named.
  func guardrail(
    isReportOnly: Bool = false, adjust: (inout Settings) -> Void = { _ in },
    key load: (String?) throws -> TokenKey = KeySource.load
  ) throws -> (guardrail: Guardrail, key: TokenKey) {
    var settings = try policy.settings()
    settings.models = model
    settings.isReportOnly = isReportOnly
    adjust(&settings)
    let masksOutput = settings.outputMasking != .off
    let recognizers =
      try rules.first.map { try RuleFolder.load($0, masksOutput: masksOutput).set }
      ?? RuleFolder.embedded()
    try policy.check(against: recognizers)
    // A report names no tokens.
    let key = isReportOnly ? .random() : try load(keyFile.first)
    let guardrail = Guardrail(
      settings: settings, recognizers: recognizers, key: key, vault: MemoryVault(),
      clock: Clocks.cpu, uptime: Clocks.uptime)
    return (guardrail, key)
  }
}

/// Options that may be given once.
enum Single {
  /// The value; nil if the option is not given.
  static func value<Value>(_ values: [Value], _ flag: String) throws -> Value? {
    guard values.count <= 1 else {
      throw ValidationError("\(flag) is given \(values.count) times: give it once.")
    }
    return values.first
  }
}
