import ArgumentParser
import Foundation

/// Exit statuses, as sysexits.h names them.
enum ExitStatus: Int32 {
  case usage = 64
  case data = 65
  case noInput = 66
  case unavailable = 69
  case io = 74
  case configuration = 78
}

/// Something that ends the process: a line on standard error and a status.
struct Failure: Error {
  let status: ExitStatus
  let message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}

extension ParsableCommand {
  /// Runs what may fail, and tells why it did.
  func reporting(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let failure as Failure {
      StandardError.write("maskwire: \(failure.message)\n")
      throw ExitCode(failure.status.rawValue)
    }
  }

  /// As above, for what waits.
  func reporting(_ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch let failure as Failure {
      StandardError.write("maskwire: \(failure.message)\n")
      throw ExitCode(failure.status.rawValue)
    }
  }
}

/// Standard error, unbuffered.
enum StandardError {
  /// Whether someone sees it as it comes.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  static func write(_ text: String) {
    // Where no one reads it, nothing is lost.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
