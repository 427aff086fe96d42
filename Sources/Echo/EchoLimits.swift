public import FrameJSON

/// How much the echo backend holds. What goes beyond is answered with an `error` frame, or drops
/// what is oldest.
public struct EchoLimits: Sendable, Equatable {
  /// What one client frame may hold; a larger one is answered with an error.
  public var frame = FrameLimits()
  /// Most responses that run at once on a connection; more wait. Default 16, as the API has it.
  public var responsesInFlight = 16
  /// Most named lanes of a connection, the nameless one not counted; a frame for one more is
  /// answered with `websocket_stream_limit_reached`. Default 32, as the API has it.
  public var lanes = 32
  /// Most responses that wait on a connection; one more is answered with an error. Without it a
  /// client that never reads could fill the memory. Default 256: 16 rounds of 16 in flight.
  public var waitingResponses = 256
  /// Most bytes of the requests that run and wait on a connection; the frame that goes beyond is
  /// answered with an error. Default 256 MiB: four frames of the largest size.
  public var requestBytes = 256 << 20
  /// Most `response.steer` that one response takes; one more fails with
  /// `too_many_pending_steers`. Default 16.
  public var steers = 16
  /// Most bytes of the inputs of the `response.steer` that one response takes; one more fails in
  /// the same way. Default 1 MiB: steering is a sentence or two.
  public var steerBytes = 1 << 20
  /// Most frames that wait to be sent beside the events of responses (errors, answers to
  /// steering); with more the connection is closed with 1008, for a client that sends so many bad
  /// frames reads none. Default 1,024.
  public var unsentFrames = 1_024
  /// Most responses that the backend keeps for `previous_response_id`, and most conversations; the
  /// oldest goes. Default 10,000: hours of trying.
  public var storedResponses = 10_000
  /// Most bytes that the texts and ids of the stored responses have, and those of conversations;
  /// the oldest goes. Default 64 MiB: thousands of long turns.
  public var storedBytes = 64 << 20
  /// Most responses with `store: false` that a connection keeps; the oldest goes. Default 1,000.
  public var connectionResponses = 1_000
  /// Most bytes that their texts and ids have; the oldest goes. Default 8 MiB: a long agent's run.
  public var connectionBytes = 8 << 20
  /// Most bytes of earlier texts that `echo:recall` answers with; the oldest are left out. Default
  /// 1 MiB: the answer says them several times, and clients refuse frames of more than 4 MiB.
  public var recalledBytes = 1 << 20

  /// The defaults.
  public init() {}
}
