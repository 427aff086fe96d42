internal import NIOCore

/// What is settled of a connection when it is opened.
struct SessionStart: Sendable {
  /// A number that tells the connections of a process apart, from 1.
  let number: Int
  /// The models that its frames may use.
  let models: [String]
  /// Whose its values are.
  let principal: [UInt8]
  /// Whether it is in use, as its keep-alive asks.
  let activity: NIOLoopBound<SessionActivity>
}

/// What goes on in a connection. It stays on its event loop.
final class SessionActivity {
  /// Responses that were asked for or began and have not ended.
  var openResponses = 0
}
