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
      *.expected.ndjson. /dev/stdin is standard input.

      Without --recorded the client lines of a file are what a client sent, with its values: they are \
      masked as `filter` masks them, and what comes out is judged. It shows what these rules do. With \
      --recorded they are what the backend got, as `serve --record` writes them: nothing is masked, \
      and they are judged as they stand. It shows what a gateway has let through. A record that is \
      replayed without --recorded is masked again, and hides that.

      What the backend was sent is scanned again with every rule, those that are off too, at \
      threshold 0.3, and searched for every value that was masked in the run, as it is and without \
      case, separators and disguise. It is an error if a value is found, or if a rule that is on \
      finds something at 0.5, where it acts. What such a rule finds where --action allows it, or where \
      nothing is masked, is shown as allowed; what else is found, as doubtful. Values of fewer than 6 \
      letters and digits are searched for only as they are. Enumerations and ciphertext of the API \
      are not looked at, its ids only for values as they are. With --output-masking what the client \
      was sent is checked beside what the backend said at the same place: all that is no restored \
      token must be masked. Deltas are joined, and compared with the text of the event that ends them.

      Beside NAME.ndjson, NAME.expected.ndjson is what must come out; with --output-masking it is \
      NAME.suppress.expected.ndjson or NAME.stream.expected.ndjson, and with --own-values that is not \
      the default NAME.suppress-restore.expected.ndjson or NAME.stream-mask.expected.ndjson. Values \
      are never printed. Without a key the documented key of the tests is used: \
      \(KeySource.documented).

      Exit status: 1 if something got through or is not as expected; else 65 if a line is not of the \
      form of a transcript, 66 if a file cannot be read. The other files are checked all the same.
      """)

  @Argument(
    help: ArgumentHelp("Recorded conversations, and folders of them.", valueName: "file"),
    completion: .file())
  var paths: [String]

  @Flag(help: "Print one JSON object for each conversation.")
  var json: [JSON] = []

  @Flag(help: "Write what comes out as the expected transcripts.")
  var update: [Update] = []

  @Flag(help: "Fail a conversation that has no expected transcript.")
  var requireExpected: [RequireExpected] = []

  @Flag(
    help:
      "Judge records of `serve --record` as they stand: their client lines are what the backend got."
  )
  var recorded: [Recorded] = []

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

  enum RequireExpected: EnumerableFlag {
    case requireExpected
  }

  enum Recorded: EnumerableFlag {
    case recorded
  }

  func validate() throws {
    _ = try Single.value(json, "--json")
    _ = try Single.value(update, "--update")
    _ = try Single.value(requireExpected, "--require-expected")
    _ = try Single.value(recorded, "--recorded")
    guard !recorded.isEmpty else { return }
    let others = [
      ("--update", !update.isEmpty), ("--require-expected", !requireExpected.isEmpty),
      ("--output-masking", !options.policy.outputMasking.isEmpty),
      ("--own-values", !options.policy.ownValues.isEmpty),
    ]
    if let other = others.first(where: \.1)?.0 {
      throw ValidationError(
        "\(other) is about a replay, and --recorded replays nothing: leave one out.")
    }
  }

  func run() throws {
    var status: Int32?
    try reporting {
      StandardOutput.ignoreBrokenPipe()
      let guardrail = try options.guardrail(
        adjust: { $0.notesValues = true }, key: KeySource.loadOrDocumented
      ).guardrail
      var run = VerifyRun(
        guardrail,
        VerifyRun.Request(
          principal: try principal.value(), isJSON: !json.isEmpty, updates: !update.isEmpty,
          requiresExpected: !requireExpected.isEmpty, areRecords: !recorded.isEmpty))
      status = try run.check(paths)
    }
    if let status { throw ExitCode(status) }
  }
}
