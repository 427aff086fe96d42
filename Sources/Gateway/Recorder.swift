internal import Foundation
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import Transcripts

/// Writes a transcript of what the backend saw and sent to a file. It never stops traffic: what
/// cannot be written is dropped and counted.
final class Recorder: Sendable {
  private struct State {
    var buffer: [UInt8] = []
    var lines = 0
    var isWriting = false
    var lost = 0
    var told = 0
  }

  private let file: FileHandle
  private let mostBytes: Int
  private let logger: Logger
  private let pool = NIOThreadPool(numberOfThreads: 1)
  private let state = Mutex(State())

  /// The file cannot be opened.
  struct Unwritable: Error {}

  /// Appends to a file, which only its owner may read if it is new.
  init(path: String, mostBytes: Int, logger: Logger) throws {
    // The path is a string that lives for the call.
    let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Unwritable() }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    self.mostBytes = mostBytes
    self.logger = logger
    pool.start()
  }

  /// Takes a line, to be written soon.
  func append(_ line: [UInt8]) {
    let (fits, starts) = state.withLock { state in
      guard state.buffer.count + line.count <= mostBytes else { return (false, false) }
      state.buffer.append(contentsOf: line)
      state.lines += 1
      defer { state.isWriting = true }
      return (true, !state.isWriting)
    }
    if !fits { lose(1) }
    if starts { pool.submit { _ in self.drain() } }
  }

  private func drain() {
    while true {
      let (bytes, lines) = state.withLock { state in
        if state.buffer.isEmpty { state.isWriting = false }
        let taken = (state.buffer, state.lines)
        state.buffer = []
        state.lines = 0
        return taken
      }
      guard !bytes.isEmpty else { return }
      do {
        try file.write(contentsOf: Data(bytes))
      } catch {
        lose(lines)
      }
    }
  }

  /// Counts lines that are lost, and tells of them whenever there are twice as many.
  private func lose(_ lines: Int) {
    let told: Int? = state.withLock { state in
      state.lost += lines
      guard state.lost >= 2 * state.told else { return nil }
      state.told = state.lost
      return state.lost
    }
    if let told {
      logger.warning(
        "the record cannot be written; its lines are lost", metadata: ["lost_lines": "\(told)"])
    }
  }

  /// Writes what is left and ends.
  func stop() async {
    try? await pool.shutdownGracefully()
    let lost = state.withLock { $0.lost }
    if lost > 0 { logger.warning("record", metadata: ["lost_lines": "\(lost)"]) }
  }
}

/// The lines of one connection in a record.
final class SessionRecord {
  private let recorder: Recorder
  private var writer = TranscriptWriter(.from)
  private var credentials = RecordedCredentials()

  init(_ recorder: Recorder, _ start: SessionStart) {
    self.recorder = recorder
    writer.connection = Array("\"\(start.number)\"".utf8)
    writer.principal = [UInt8(ascii: "\"")] + start.principal + [UInt8(ascii: "\"")]
  }

  func text(_ frame: ByteBuffer, from side: TranscriptLine.Side) {
    if let clean = credentials.removed(from: frame.readableBytesUInt8Span) {
      writer.frame(side, text: clean.span)
    } else {
      writer.frame(side, text: frame.readableBytesUInt8Span)
    }
    finish()
  }

  func binary(_ frame: ByteBuffer, from side: TranscriptLine.Side) {
    let base64 = Array(Data(frame.readableBytesView).base64EncodedData())
    writer.binary(to: side, base64: base64.span)
    finish()
  }

  /// A close; one without a code is 1005, and the loss of a connection 1006.
  func close(_ closing: Closing, from side: TranscriptLine.Side) {
    writer.close(to: side, code: Int(closing.code ?? (closing.isOwn ? 1006 : 1005)))
    finish()
  }

  private func finish() {
    recorder.append(writer.output)
    writer.removeAll()
  }
}
