import Guardrail
import Recognizers
import Replay
import Tokens
import Transcripts
import Verification

/// Checks conversations one after the other and prints what became of each.
struct VerifyRun {
  private let guardrail: Guardrail
  private let principal: TranscriptReplay.Principal
  private let isJSON: Bool
  private let updates: Bool
  private var progress = Progress()
  private var failed = 0
  private var doubtful = 0

  init(
    _ guardrail: Guardrail, principal: TranscriptReplay.Principal, isJSON: Bool, updates: Bool
  ) {
    self.guardrail = guardrail
    self.principal = principal
    self.isJSON = isJSON
    self.updates = updates
  }

  /// Checks files; answers whether nothing is wrong with any.
  mutating func check(_ files: [String]) throws -> Bool {
    for (index, file) in files.enumerated() {
      progress.file = "\(index + 1) of \(files.count)"
      let (result, expectation) = try check(file)
      if !result.isClean || expectation.isFailure { failed += 1 }
      doubtful += result.backend.doubtful.total + (result.client?.doubtful.total ?? 0)
      progress.clear()
      let text =
        isJSON ? result.json(file, expectation) + "\n" : result.text(file, expectation)
      try StandardOutput.write(Array(text.utf8))
    }
    if !isJSON { try StandardOutput.write(Array(summary(files.count).utf8)) }
    return failed == 0
  }

  private func summary(_ count: Int) -> String {
    let doubts =
      doubtful > 0
      ? "; doubtful, and no error: \(doubtful) below \(RecognizerSet.threshold) or of rules that "
        + "are off" : ""
    let verdict = failed > 0 ? "\(failed) failed" : "nothing got through"
    return "\(count) conversation\(count == 1 ? "" : "s"), \(verdict)\(doubts)\n"
  }

  private mutating func check(_ file: String) throws -> (ConversationResult, Expectation) {
    let bytes = try ConversationFiles.contents(file)
    // Values of one conversation are not known in another.
    let own = guardrail.renewed(vault: MemoryVault())
    var check = ConversationCheck(own, principal: principal)
    var output: [UInt8] = []
    var number = 0
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      do throws(TranscriptError) {
        output += try check.pass(Array(line))
      } catch {
        progress.clear()
        throw Failure(.data, "\(file): line \(number): \(error)")
      }
      progress.show(line: number)
    }
    return (check.finish(), try expectation(of: file, output, own))
  }

  private func expectation(
    of file: String, _ output: [UInt8], _ guardrail: Guardrail
  ) throws -> Expectation {
    let path = RecordedConversation.expectedFile(of: file, guardrail.settings)
    let expected = try ConversationFiles.contentsIfPresent(path)
    if updates {
      guard expected != output else { return .met }
      try ConversationFiles.write(output, to: path)
      return .written
    }
    guard let expected else { return .none }
    let difference = ExpectedTranscript(expected, guardrail).difference(from: output)
    return difference.map { .differs($0) } ?? .met
  }
}

/// A line on a terminal that says how far a long run is.
private struct Progress {
  /// Which file it is.
  var file = ""
  private let start = Clocks.uptime()
  private var last = Duration.zero
  private var isShown = false
  private let isTerminal = StandardError.isTerminal

  /// Says which line is read, ten times a second, if the run takes longer than one.
  mutating func show(line: Int) {
    guard isTerminal else { return }
    let now = Clocks.uptime()
    guard now - start > .seconds(1), now - last > .milliseconds(100) else { return }
    last = now
    isShown = true
    StandardError.write("\r\u{1B}[Kconversation \(file), line \(line)")
  }

  /// Takes the line away.
  mutating func clear() {
    guard isShown else { return }
    isShown = false
    StandardError.write("\r\u{1B}[K")
  }
}
