internal import Synchronization

/// What all connections of an echo backend share: the seed, the clock and the stored responses, so
/// that `previous_response_id` works on another connection too.
public final class EchoBackend: Sendable {
  private struct State {
    var responses: EchoStore
    /// The last response of each conversation, by the conversation's id.
    var conversations: EchoStore
    var sessions: UInt64 = 0
  }

  /// How much is held.
  public let limits: EchoLimits
  let seed: UInt64
  let clock: @Sendable () -> Int
  private let state: Mutex<State>

  /// A backend without responses.
  ///
  /// - Parameters:
  ///   - seed: What all random choices come from. The same seed and the same order of calls give
  ///     the same frames.
  ///   - limits: How much is held.
  ///   - clock: The time in whole seconds since 1970.
  public init(
    seed: UInt64, limits: EchoLimits = EchoLimits(), clock: @escaping @Sendable () -> Int
  ) {
    self.seed = seed
    self.limits = limits
    self.clock = clock
    let store = EchoStore(count: limits.storedResponses, bytes: limits.storedBytes)
    state = Mutex(State(responses: store, conversations: store))
  }

  /// The number of the next connection, from 0.
  func nextSession() -> UInt64 {
    state.withLock { state in
      state.sessions += 1
      return state.sessions - 1
    }
  }

  func turn(_ id: String) -> EchoTurn? { state.withLock { $0.responses[id] } }

  func insert(_ turn: EchoTurn, id: String) {
    state.withLock { $0.responses.insert(turn, id: id) }
  }

  /// The last response of a conversation.
  func last(ofConversation id: String) -> String? {
    state.withLock { $0.conversations[id]?.previous }
  }

  func setLast(_ response: String, ofConversation id: String) {
    state.withLock { $0.conversations.insert(EchoTurn(previous: response), id: id) }
  }
}
