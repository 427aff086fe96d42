import Guardrail
import Recognizers
import Replay
import Tokens
import Transcripts
import Verification

/// Checks conversations one after the other and prints what became of each.
struct VerifyRun {
  /// What is asked for.
  struct Request {
    var principal = TranscriptReplay.Principal.credential
    var isJSON = false
    /// Whether expected transcripts are written.
    var updates = false
    /// Whether each conversation must have an expected transcript.
    var requiresExpected = false
    /// Whether files are records, judged as they stand.
    var areRecords = false
  }

  /// Why a file was read no further.
  private struct Fault {
    let failure: Failure
    var line: Int?
  }

  private let guardrail: Guardrail
  private let request: Request
  private var progress = Progress()
  private var summary = VerifySummary()
  /// The status of files that were not read as a whole; a bad line says more than a missing file.
  private var unreadStatus: Int32?

  init(_ guardrail: Guardrail, _ request: Request) {
    self.guardrail = guardrail
    self.request = request
  }

  /// Checks files and folders; answers the exit status, nil if nothing is wrong.
  mutating func check(_ paths: [String]) throws -> Int32? {
    let files = try files(paths)
    progress.begin(files)
    for file in files {
      let (result, expectation, fault) = try check(file)
      progress.clear()
      try show(file, result, expectation, fault)
    }
    if !request.isJSON { try StandardOutput.write(Array(summary.text.utf8)) }
    return summary.failed > 0 ? 1 : unreadStatus
  }

  /// The files at the paths, each once; what is no file or folder is told.
  private mutating func files(_ paths: [String]) throws -> [String] {
    var files: [String] = []
    var known: Set<String> = []
    for path in paths {
      do {
        files += try ConversationFiles.found(at: path).filter {
          known.insert(WholeFile.resolved($0)).inserted
        }
      } catch let failure as Failure {
        try show(path, ConversationResult(), .none, Fault(failure: failure))
      }
    }
    for file in files { try refuseWhatCannotBe(file) }
    return files
  }

  private func refuseWhatCannotBe(_ file: String) throws {
    guard !request.areRecords else { return }
    if request.updates, !WholeFile.isRegular(file) {
      throw Failure(.usage, "\(file): --update writes beside a file, and this is none")
    }
    guard guardrail.settings.scope == .conversation else { return }
    let expected = RecordedConversation.expectedFile(of: file, guardrail.settings)
    guard request.updates || request.requiresExpected || WholeFile.isRegular(expected) else {
      return
    }
    throw Failure(
      .usage,
      "\(file): with --scope conversation tokens have other names in every run, so nothing can be "
        + "expected of it: leave --scope out, or move \(expected) away")
  }

  private mutating func show(
    _ file: String, _ result: ConversationResult, _ expectation: Expectation, _ fault: Fault?
  ) throws {
    summary.add(result, expectation, isRead: fault == nil)
    if let fault {
      let status = fault.failure.status.rawValue
      unreadStatus = min(unreadStatus ?? status, status)
      let place = fault.line.map { ":\($0)" } ?? ""
      StandardError.write("maskwire: \(file)\(place): \(fault.failure.message)\n")
    }
    let text =
      request.isJSON
      ? result.json(file, expectation, fault: fault.map { ($0.line, $0.failure.message) }) + "\n"
      : result.text(
        file, expectation,
        fault: fault.map { fault in
          fault.line.map { "read up to line \($0)" } ?? fault.failure.message
        })
    try StandardOutput.write(Array(text.utf8))
  }

  // MARK: One file

  private mutating func check(
    _ file: String
  ) throws -> (ConversationResult, Expectation, Fault?) {
    do {
      let bytes = try ConversationFiles.contents(file)
      return request.areRecords ? checkRecord(bytes) : try checkConversation(file, bytes)
    } catch let failure as Failure where failure.status == .noInput {
      return (ConversationResult(), .none, Fault(failure: failure))
    }
  }

  private mutating func checkRecord(
    _ bytes: [UInt8]
  ) -> (ConversationResult, Expectation, Fault?) {
    var check = RecordCheck(guardrail, principal: request.principal)
    let fault = forEachLine(of: bytes) { line throws(TranscriptError) in try check.pass(line) }
    return (check.finish(), .none, fault)
  }

  private mutating func checkConversation(
    _ file: String, _ bytes: [UInt8]
  ) throws -> (ConversationResult, Expectation, Fault?) {
    // Values of one conversation are not known in another.
    let own = guardrail.renewed(vault: MemoryVault())
    var check = ConversationCheck(own, principal: request.principal)
    var output: [UInt8] = []
    let fault = forEachLine(of: bytes) { line throws(TranscriptError) in
      output += try check.pass(line)
    }
    let result = check.finish()
    guard fault == nil else { return (result, .none, fault) }
    return (result, try expectation(of: file, result, output, own), nil)
  }

  private mutating func forEachLine(
    of bytes: [UInt8], _ pass: ([UInt8]) throws(TranscriptError) -> Void
  ) -> Fault? {
    progress.beginFile()
    var number = 0
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      do throws(TranscriptError) {
        try pass(Array(line))
      } catch {
        let message = "\(error); mend the line or take it out, and verify the file again"
        return Fault(failure: Failure(.data, message), line: number)
      }
      progress.show(line: number, bytes: line.count + 1)
    }
    return nil
  }

  private func expectation(
    of file: String, _ result: ConversationResult, _ output: [UInt8], _ guardrail: Guardrail
  ) throws -> Expectation {
    let path = RecordedConversation.expectedFile(of: file, guardrail.settings)
    let expected = try ConversationFiles.contentsIfPresent(path)
    if request.updates {
      guard result.isClean else { return .notWritten }
      guard expected != output else { return .met }
      try WholeFile.write(output, to: path)
      return .written
    }
    guard let expected else { return request.requiresExpected ? .missing : .none }
    let difference = ExpectedTranscript(expected, guardrail).difference(from: output)
    return difference.map { .differs($0) } ?? .met
  }
}

/// A line on a terminal that says how far a long run is.
private struct Progress {
  private var files = 0
  private var file = 0
  private var bytes = 0
  private var bytesRead = 0
  private let start = Clocks.uptime()
  private var last = Duration.zero
  private var isShown = false
  private let isTerminal = StandardError.isTerminal

  mutating func begin(_ paths: [String]) {
    files = paths.count
    if isTerminal { bytes = paths.reduce(0) { $0 + WholeFile.size($1) } }
  }

  mutating func beginFile() { file += 1 }

  /// Says which line is read, ten times a second, if the run takes longer than one.
  mutating func show(line: Int, bytes count: Int) {
    bytesRead += count
    guard isTerminal else { return }
    let now = Clocks.uptime()
    guard now - start > .seconds(1), now - last > .milliseconds(100) else { return }
    last = now
    isShown = true
    // Of a pipe it is not known how long it is.
    let percent = bytes > 0 ? "\(min(100, bytesRead * 100 / bytes)) %, " : ""
    StandardError.write("\r\u{1B}[K\(percent)conversation \(file) of \(files), line \(line)")
  }

  /// Takes the line away.
  mutating func clear() {
    guard isShown else { return }
    isShown = false
    StandardError.write("\r\u{1B}[K")
  }
}
