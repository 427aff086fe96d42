internal import Guardrail
internal import NIOPosix
internal import Synchronization

/// Masks large frames on threads of their own, so that no event loop stands still meanwhile.
final class LargeFrames: Sendable {
  private let pool: NIOThreadPool
  private let guardrail: Guardrail
  private let idle = Mutex<[Bench]>([])

  /// Memory to work in, which goes from thread to thread.
  ///
  /// It may be sent although it is not `Sendable`: it is either in `idle` or of the one thread that
  /// took it from there.
  private struct Bench: @unchecked Sendable {  // argued above
    let workspace: Workspace
  }

  /// A conversation on its way between two threads.
  ///
  /// It may be sent although it is not `Sendable`: the session that owns it does not touch it from
  /// when it hands it out until it has it back.
  private struct Parcel: @unchecked Sendable {  // argued above
    var conversation: Conversation
  }

  init(_ guardrail: Guardrail, threads: Int) {
    self.guardrail = guardrail
    pool = NIOThreadPool(numberOfThreads: threads)
    pool.start()
  }

  /// Masks a client frame, and gives the conversation back; nil if the process is ending.
  func mask(
    _ frame: [UInt8], _ conversation: Conversation
  ) async -> (outcome: Outcome, conversation: Conversation)? {
    let parcel = Parcel(conversation: conversation)
    let masked = try? await pool.runIfActive { [self] in
      let bench = idle.withLock { $0.popLast() } ?? Bench(workspace: Workspace(guardrail))
      var parcel = parcel
      let outcome = parcel.conversation.receive(client: frame, bench.workspace)
      idle.withLock { $0.append(bench) }
      return (outcome, parcel)
    }
    return masked.map { ($0.0, $0.1.conversation) }
  }

  /// Ends the threads.
  func stop() async { try? await pool.shutdownGracefully() }
}
