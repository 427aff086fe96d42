import ArgumentParser

/// The command line.
@main
struct Maskwire: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maskwire",
    abstract: "Keeps personal data out of what an LLM client sends, and puts it back in answers.",
    discussion: """
      Exit status: 0 success; 1 something got through, or is not as expected (verify); \
      64 a wrong flag or argument; 65 a line of the input is not of the form of a transcript; \
      66 a file or folder cannot be read; 69 it cannot listen, or a file cannot be written; \
      74 reading or writing failed; 78 a rule file or key is not valid.
      """,
    version: "0.1.0",
    subcommands: [
      ServeCommand.self, FilterCommand.self, VerifyCommand.self, RulesCommand.self,
      EchoCommand.self, DemoCommand.self,
    ])
}
