import ArgumentParser
import Guardrail
import Recognizers
import Verification

/// `maskwire rules`.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "Looks after rule files.", subcommands: [Check.self])

  /// `maskwire rules check`.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Reads rule files, runs their examples, and tries them on harmless text.")

    @Argument(
      help: "The folder of the rule files; without it the embedded ones are checked.",
      completion: .directory)
    var folder: String?

    func run() throws {
      try reporting {
        let checked: (set: RecognizerSet, examples: Int)
        if let folder {
          checked = try RuleFolder.load(folder, masksOutput: true)
        } else {
          let set = try RuleFolder.embedded()
          let check = RuleCheck(set, clock: Clocks.cpu)
          do throws(RuleError) {
            let examples = try check.runExamples()
            try check.runBenignCorpus()
            try check.runOpenText(holdCharacters: Settings().holdCharacters)
            checked = (set, examples)
          } catch {
            throw Failure(.configuration, "\(error)")
          }
        }
        let entities = checked.set.entities.count
        print(
          "\(checked.set.recognizers.count.counted("recognizer")) of "
            + "\(entities == 1 ? "1 entity" : "\(entities) entities"), "
            + "\(checked.examples.counted("example")): all as expected")
      }
    }
  }
}
