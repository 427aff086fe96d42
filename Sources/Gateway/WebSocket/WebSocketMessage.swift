internal import NIOCore

/// What one side of a WebSocket connection sends: whole messages, their fragments joined.
enum WebSocketMessage: Sendable {
  /// A text message, which is UTF-8.
  case text(ByteBuffer)
  /// A binary message.
  case binary(ByteBuffer)
  /// The end: outbound a close frame to send, inbound one that came, or what was sent because the
  /// peer broke the protocol.
  case close(Closing)
}

/// The messages of one read.
struct WebSocketBatch: Sendable {
  var messages: [WebSocketMessage] = []
  /// Payload bytes of the frames that were read for it, which the meter counts until they are taken.
  var heldBytes = 0
}

/// A close frame, by RFC 6455, section 5.5.1.
struct Closing: Sendable, Equatable {
  /// The close code; nil for a frame without one, which is 1005 where a number is needed.
  var code: UInt16?
  /// UTF-8 of at most 123 bytes.
  var reason: [UInt8] = []
  /// Whether the peer did not close but broke off or broke the protocol.
  var isOwn = false
  /// Outbound: whether the socket is closed at once, without waiting for the peer's answer.
  var isAbort = false

  static let normal = Closing(code: 1000)
  static let goingAway = Closing(code: 1001)

  init(code: UInt16?, reason: [UInt8] = [], isOwn: Bool = false, isAbort: Bool = false) {
    self.code = code
    self.reason = reason
    self.isOwn = isOwn
    self.isAbort = isAbort
  }

  init(_ code: UInt16, _ reason: String, isAbort: Bool = false) {
    self.init(code: code, reason: Array(reason.utf8), isAbort: isAbort)
  }

  /// The close frame with that payload; nil if RFC 6455 does not allow it.
  init?(payload: ByteBuffer) {
    var payload = payload
    guard payload.readableBytes > 0 else {
      self.init(code: nil)
      return
    }
    guard let code = payload.readInteger(as: UInt16.self), Self.isOnWire(code) else { return nil }
    self.init(code: code, reason: Array(payload.readableBytesView))
  }

  /// The payload of its frame.
  var payload: ByteBuffer {
    var payload = ByteBuffer()
    guard let code, Self.isOnWire(code) else { return payload }
    payload.writeInteger(code)
    payload.writeBytes(reason)
    return payload
  }

  /// Whether a code may stand in a frame: not 1005, 1006, 1015 and those that no one has defined.
  static func isOnWire(_ code: UInt16) -> Bool {
    switch code {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }

  /// RFC 6455, section 5.5: a control frame has at most 125 bytes, two of them the code.
  static let mostReasonBytes = 123
}

extension ByteBuffer {
  /// A message, with room before it for the header of its frame, which is then not written apart.
  static func frame(_ bytes: [UInt8]) -> ByteBuffer {
    let mostHeaderBytes = 14
    var buffer = ByteBufferAllocator().buffer(capacity: bytes.count + mostHeaderBytes)
    buffer.writeRepeatingByte(0, count: mostHeaderBytes)
    buffer.moveReaderIndex(forwardBy: mostHeaderBytes)
    buffer.writeBytes(bytes)
    return buffer
  }
}
