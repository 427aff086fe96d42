import ArgumentParser
import Dialects
import Guardrail
import Recognizers

/// The options that say what is masked, and what comes back where.
struct PolicyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "In which scope a value has one token: principal (default) or conversation.",
      valueName: "scope"),
    completion: .list(Settings.Scope.allCases.map(\.rawValue)))
  var scope: [String] = []

  @Option(
    help: ArgumentHelp(
      "What to do with a frame that goes on from a response that is not known: pass (default), or "
        + "refuse, on which clients send everything again.", valueName: "action"),
    completion: .list(Settings.UnknownLineage.allCases.map(\.rawValue)))
  var unknownLineage: [String] = []

  @Option(
    name: .customLong("restore-in-urls"),
    help: ArgumentHelp(
      "Restore tokens in URLs of this host: exact, *.host for its subdomains, * for all. "
        + "Repeatable.", valueName: "host"))
  var restoreInURLs: [String] = []

  @Option(
    help: ArgumentHelp(
      "Whether tokens are restored in a sink: SINK=restore (default) or SINK=keep, where SINK is "
        + "prose, arguments, hosted, shell, reasoning or error. Repeatable.", valueName: "sink=how")
  )
  var restore: [String] = []

  @Option(
    help: ArgumentHelp(
      "What is done with an entity or a family of entities: NAME=tokenize, redact, block or allow, "
        + "over the rule's own action. Repeatable.", valueName: "name=action"))
  var action: [String] = []

  @Option(
    help: ArgumentHelp(
      "Types of files that pass although they cannot be read, with commas between. Default "
        + "image/*,audio/*. Repeatable.", valueName: "types"))
  var passMedia: [String] = []

  @Option(
    name: .customLong("fetch-urls"),
    help: ArgumentHelp(
      "What to do with URLs that the provider fetches and that hold personal data: check (default, "
        + "refuses the frame) or pass.", valueName: "action"),
    completion: .list(Settings.FetchURLs.allCases.map(\.rawValue)))
  var fetchURLs: [String] = []

  @Option(
    help: ArgumentHelp(
      "What happens to what the model says on its own: off (default); stream, everything is masked, "
        + "deltas on the fly; or suppress, deltas and *.done events are dropped and the rest is "
        + "masked.", valueName: "how"),
    completion: .list(Settings.OutputMasking.allCases.map(\.rawValue)))
  var outputMasking: [String] = []

  @Option(
    help: ArgumentHelp(
      "What tokens of the client's own values become while output is masked: mask (<ENTITY>, "
        + "default with suppress) or restore (default with stream).", valueName: "how"),
    completion: .list(Settings.OwnValues.allCases.map(\.rawValue)))
  var ownValues: [String] = []

  func validate() throws { _ = try settings() }

  /// The settings that the options make.
  func settings() throws -> Settings {
    var settings = Settings()
    settings.scope = try choice(scope, "--scope") ?? settings.scope
    settings.unknownLineage =
      try choice(unknownLineage, "--unknown-lineage") ?? settings.unknownLineage
    settings.fetchURLs = try choice(fetchURLs, "--fetch-urls") ?? settings.fetchURLs
    settings.outputMasking = try choice(outputMasking, "--output-masking") ?? .off
    settings.ownValues = try choice(ownValues, "--own-values")
    guard settings.ownValues == nil || settings.outputMasking != .off else {
      throw ValidationError("--own-values is about masked output: give --output-masking too.")
    }
    settings.restoringHosts = try restoreInURLs.map { text in
      guard let host = HostPattern(text) else {
        throw ValidationError("--restore-in-urls: give a host, *.host, or *.")
      }
      return host
    }
    for (name, how) in try pairs(restore, "--restore") {
      guard let sink = Sink(rawValue: name), ["restore", "keep"].contains(how) else {
        let sinks = Sink.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--restore: give SINK=restore or SINK=keep; sinks are \(sinks).")
      }
      if how == "keep" { settings.keptSinks.insert(sink) }
    }
    for (name, how) in try pairs(action, "--action") {
      guard let action = Recognizer.Action(rawValue: how), !name.isEmpty else {
        throw ValidationError("--action: give NAME=tokenize, redact, block or allow.")
      }
      settings.actions[name] = action
    }
    if !passMedia.isEmpty {
      settings.passedMedia = try passMedia.flatMap { $0.split(separator: ",") }.map { text in
        guard let pattern = MediaPattern(String(text)) else {
          throw ValidationError("--pass-media: give types such as application/pdf or image/*.")
        }
        return pattern
      }
    }
    return settings
  }

  /// Refuses actions on what no recognizer finds.
  func check(against recognizers: RecognizerSet) throws {
    let known = Set(recognizers.entities + recognizers.recognizers.compactMap(\.family))
    for (name, _) in try pairs(action, "--action") where !known.contains(name) {
      throw Failure(
        .usage,
        "--action: no recognizer has the entity or family \(name); there are "
          + known.sorted().joined(separator: ", "))
    }
  }

  private func choice<Choice: RawRepresentable & CaseIterable>(
    _ values: [String], _ flag: String
  ) throws -> Choice? where Choice.RawValue == String {
    guard values.count <= 1 else {
      throw ValidationError("\(flag) is given \(values.count) times: give it once.")
    }
    guard let value = values.first else { return nil }
    guard let choice = Choice(rawValue: value) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: " or ")
      throw ValidationError("\(flag) must be \(names).")
    }
    return choice
  }

  /// `NAME=VALUE` options, each name once.
  private func pairs(_ values: [String], _ flag: String) throws -> [(String, String)] {
    var names: Set<String> = []
    return try values.map { value in
      let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw ValidationError("\(flag): give NAME=VALUE.") }
      guard names.insert(String(parts[0])).inserted else {
        throw ValidationError("\(flag) names \(parts[0]) twice: give each once.")
      }
      return (String(parts[0]), String(parts[1]))
    }
  }
}
