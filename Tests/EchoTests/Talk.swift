import Echo
import Foundation
import Testing

typealias Object = [String: Any]

/// A connection to an echo backend, with frames as dictionaries.
struct Talk {
  var session: EchoSession
  private(set) var closing: EchoOutput?

  init(_ backend: EchoBackend = Talk.backend()) { session = EchoSession(backend: backend) }

  static func backend(seed: UInt64 = 1, limits: EchoLimits = EchoLimits()) -> EchoBackend {
    EchoBackend(seed: seed, limits: limits) { 1_764_000_000 }
  }

  mutating func send(_ frame: Object) throws {
    session.receive(text: Array(try JSONSerialization.data(withJSONObject: frame)))
  }

  /// All frames until nothing comes, or that many.
  mutating func receive(upTo count: Int = .max) throws -> [Object] {
    var frames: [Object] = []
    while frames.count < count, let output = session.next() {
      switch output {
      case .text(let bytes):
        let value = try JSONSerialization.jsonObject(with: Data(bytes))
        frames.append(try #require(value as? Object))
      case .close: closing = output
      }
    }
    return frames
  }

  /// Sends a user's text and takes all that comes.
  mutating func ask(_ text: String, _ fields: Object = [:]) throws -> [Object] {
    try send(Self.create(text, fields))
    return try receive()
  }

  static func create(_ text: String, _ fields: Object = [:]) -> Object {
    let part: Object = ["type": "input_text", "text": text]
    let message: Object = ["type": "message", "role": "user", "content": [part]]
    let frame: Object = ["type": "response.create", "model": "gpt-5.1", "input": [message]]
    return frame.merging(fields) { $1 }
  }
}

extension Object {
  var type: String { self["type"] as? String ?? "" }
  var streamID: String { self["stream_id"] as? String ?? "" }
  var response: Object { self["response"] as? Object ?? [:] }
  var id: String { self["id"] as? String ?? "" }
  /// The code of an error.
  var code: String { (self["error"] as? Object)?["code"] as? String ?? "" }
  /// The output items of a response.
  var output: [Object] { self["output"] as? [Object] ?? [] }
  /// The text of a message item, whichever part it has.
  var text: String? {
    let parts = self["content"] as? [Object] ?? []
    return parts.first.flatMap { $0["text"] as? String ?? $0["refusal"] as? String }
  }
}

extension [Object] {
  func of(_ type: String) -> [Object] { filter { $0.type == type } }
  /// The pieces of the streams of that family, joined.
  func joined(_ family: String) -> String {
    of("response.\(family).delta").compactMap { $0["delta"] as? String }.joined()
  }
  /// The response of the last frame, which ends one.
  var ended: Object { last?.response ?? [:] }
  var types: [String] { map(\.type) }
}
