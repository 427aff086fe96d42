internal import Crypto
internal import Foundation

/// The key of a WebSocket handshake and its answer, by RFC 6455, section 4.
enum HandshakeKey {
  /// The `Sec-WebSocket-Accept` for a `Sec-WebSocket-Key`.
  static func answer(to key: String) -> String {
    let text = Data((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
    return Data(Insecure.SHA1.hash(data: text)).base64EncodedString()
  }

  /// A new key: 16 random bytes in base64.
  static func random() -> String {
    var random = SystemRandomNumberGenerator()
    return Data((0..<16).map { _ in UInt8.random(in: 0...255, using: &random) })
      .base64EncodedString()
  }

  /// Whether a key is 16 bytes in base64.
  static func isValid(_ key: String) -> Bool { Data(base64Encoded: key)?.count == 16 }
}
