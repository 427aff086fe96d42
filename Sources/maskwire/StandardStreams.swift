import Glibc

/// The lines of standard input, as they come.
struct LineReader {
  private var buffer: [UInt8] = []
  private var start = 0
  /// Up to where the buffer holds no line end.
  private var searched = 0
  private var hasEnded = false
  private static let chunkBytes = 64 << 10

  /// The next line without its end; nil at the end of the input.
  mutating func next() throws -> [UInt8]? {
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0A) {
        let line = Array(buffer[start..<end])
        start = end + 1
        searched = start
        return line
      }
      searched = buffer.count
      guard !hasEnded else {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return Array(buffer[start...])
      }
      try fill()
    }
  }

  private mutating func fill() throws {
    if start > 0 {
      buffer.removeFirst(start)
      searched -= start
      start = 0
    }
    let size = buffer.count
    // The array has `chunkBytes` more bytes, and read(2) writes at most so many.
    let count = unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.chunkBytes) {
      chunk in
      var count: Int
      repeat {
        count = unsafe read(STDIN_FILENO, chunk.baseAddress, Self.chunkBytes)
      } while count < 0 && errno == EINTR
      if count > 0 { unsafe buffer.append(contentsOf: chunk[0..<count]) }
      return count
    }
    guard count >= 0 else { throw Failure(.io, "standard input cannot be read") }
    precondition(buffer.count >= size)
    if count == 0 { hasEnded = true }
  }
}

/// Standard output, written at once.
enum StandardOutput {
  /// Makes output that no one reads a failure to write, of which a line tells, and no signal.
  static func ignoreBrokenPipe() { signal(SIGPIPE, SIG_IGN) }

  static func write(_ bytes: [UInt8]) throws {
    var written = 0
    while written < bytes.count {
      // The pointer is that of the array, and the count is what is left of it.
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(
          STDOUT_FILENO, $0.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw Failure(.io, "standard output cannot be written")
      }
      written += count
    }
  }
}

/// The clocks of the process.
enum Clocks {
  /// A clock that never goes back, and goes on while the machine sleeps.
  @Sendable static func uptime() -> Duration { read(CLOCK_BOOTTIME) }

  /// CPU time of the calling thread.
  @Sendable static func cpu() -> Duration { read(CLOCK_THREAD_CPUTIME_ID) }

  /// The time of day, for what is dated.
  @Sendable static func secondsSince1970() -> Int {
    Int(read(CLOCK_REALTIME).components.seconds)
  }

  private static func read(_ clock: clockid_t) -> Duration {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
