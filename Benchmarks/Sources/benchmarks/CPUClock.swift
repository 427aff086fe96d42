import Glibc

/// CPU time of the calling thread.
enum CPUClock {
  @Sendable static func now() -> Duration { read(CLOCK_THREAD_CPUTIME_ID) }

  /// The clock by which the command line times responses.
  @Sendable static func uptime() -> Duration { read(CLOCK_BOOTTIME) }

  private static func read(_ clock: clockid_t) -> Duration {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}

extension Duration {
  var nanoseconds: Double { self / .nanoseconds(1) }
}
