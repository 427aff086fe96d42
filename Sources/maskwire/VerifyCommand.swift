import ArgumentParser
import Guardrail
import Verification

/// `maskwire verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Replays recorded conversations and shows whether anything got through.",
    discussion: """
      A recorded conversation is a transcript of lines {"from": …}, as `filter` reads and \
      `serve --record` writes them; a folder means its *.ndjson files, without those named \
      *.expected.ndjson.

      What the backend was sent is scanned again with every rule, those that are off too, at \
      threshold 0.3, and searched for every value that was masked in the run, as it is and without \
      case, separators and disguise. It is an error if a value is found, or if a rule that is on \
      finds something at 0.5, where it acts; what else is found is shown as doubtful and is none. \
      Values of fewer than 6 letters and digits are searched for only as they are. Ids, numbers and \
      ciphertext of the API are not scanned. With --output-masking what the client was sent is \
      checked in the same way for values of the model's own. Deltas are joined and compared with the \
      text of the event that ends them.

      Beside NAME.ndjson, NAME.expected.ndjson is what must come out; with --output-masking it is \
      NAME.suppress.expected.ndjson or NAME.stream.expected.ndjson. Values are never printed. \
      Without a key the documented key of the tests is used: \(KeySource.documented).

      Exit status: 1 if something got through or is not as expected.
      """)

  @Argument(
    help: ArgumentHelp("Recorded conversations, and folders of them.", valueName: "file"),
    completion: .file())
  var paths: [String]

  @Flag(help: "Print one JSON object for each conversation.")
  var json: [JSON] = []

  @Flag(help: "Write what comes out as the expected transcripts.")
  var update: [Update] = []

  @OptionGroup
  var options: GuardrailOptions

  @OptionGroup
  var principal: PrincipalOption

  enum JSON: EnumerableFlag {
    case json
  }

  enum Update: EnumerableFlag {
    case update
  }

  func validate() throws {
    _ = try Single.value(json, "--json")
    _ = try Single.value(update, "--update")
  }

  func run() throws {
    var isClean = true
    try reporting {
      StandardOutput.ignoreBrokenPipe()
      let files = try paths.flatMap { try ConversationFiles.found(at: $0) }
      let guardrail = try options.guardrail(
        adjust: { $0.notesValues = true }, key: KeySource.loadOrDocumented
      ).guardrail
      var run = VerifyRun(
        guardrail, principal: try principal.value(), isJSON: !json.isEmpty,
        updates: !update.isEmpty)
      isClean = try run.check(files)
    }
    if !isClean { throw ExitCode.failure }
  }
}
