/// How much work matching may take.
public struct MatchLimits: Sendable, Equatable {
  /// Steps of PCRE2 from one start (its match limit). Without it one rule of a user could run for
  /// hours on forty bytes. Default 100,000.
  public var steps: UInt32 = 100_000
  /// Nested backtracking points of PCRE2's interpreter (its depth limit). Default 1,000.
  public var matchDepth: UInt32 = 1_000
  /// Heap of one call, in KiB. Default 1,024.
  public var heapKiB: UInt32 = 1_024
  /// Starts of one call, in bytes of text: between calls the work budget is looked at. Default
  /// 16 KiB.
  public var windowBytes = 16 << 10
  /// By how much windows overlap when a text is scanned again in pieces, in bytes. A finding
  /// longer than this may be cut there. Default 2 KiB.
  public var overlapBytes = 2 << 10
  /// CPU time a frame may take whatever its size. Default 2 s: a slow machine under load still
  /// passes common frames.
  public var budgetPerFrame: Duration = .seconds(2)
  /// CPU time a frame may take for each MiB, in addition. Default 0.5 s, ten times what the
  /// embedded rules need.
  public var budgetPerMiB: Duration = .milliseconds(500)

  /// The defaults.
  public init() {}
}

/// The CPU time that one frame may still take.
public struct WorkBudget {
  /// Reads a clock of CPU time; it is handed in, so that tests do not depend on the machine.
  public typealias Clock = () -> Duration

  private let clock: Clock
  private let budget: Duration
  private let windowBytes: Int
  private var deadline: Duration?
  private var unread = 0

  /// A budget for a frame of that many bytes. It starts once a window of text was scanned: for most
  /// frames the clock is never read.
  public init(frameBytes: Int, limits: MatchLimits, clock: @escaping Clock) {
    self.clock = clock
    windowBytes = limits.windowBytes
    budget = limits.budgetPerFrame + limits.budgetPerMiB * (Double(frameBytes) / 1_048_576)
  }

  /// Counts the bytes of one call; reads the clock once enough has been scanned.
  mutating func spend(_ bytes: Int) -> Bool {
    unread += bytes
    guard unread >= windowBytes else { return true }
    unread = 0
    let now = clock()
    guard let deadline else {
      deadline = now + budget
      return true
    }
    return now <= deadline
  }
}

/// Why a text could not be scanned. The frame that holds it is refused.
public enum ScanFailure: Error, Sendable, Equatable {
  /// The recognizer of that index reached a limit of PCRE2, in small windows too.
  case matchLimit(recognizer: Int)
  /// The work budget of the frame is spent.
  case budget
}
