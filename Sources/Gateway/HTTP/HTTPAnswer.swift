internal import FrameJSON
internal import NIOCore
internal import NIOHTTP1

/// An answer that is no upgrade.
struct HTTPAnswer: Error, Sendable {
  var status: HTTPResponseStatus
  var headers = HTTPHeaders()
  var body = ByteBuffer()

  init(status: HTTPResponseStatus, headers: HTTPHeaders, body: ByteBuffer) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// An error of our own, in the form of the API's errors.
  ///
  /// - Parameters:
  ///   - rule: What is broken; `maskwire_` stands before it in the code.
  ///   - advice: What to do.
  init(
    _ status: HTTPResponseStatus, _ rule: String, _ advice: String,
    headers: [(String, String)] = []
  ) {
    self.status = status
    var text = Array("{\"error\":{\"type\":\"".utf8)
    text.append(
      contentsOf: (status.code < 500 ? "invalid_request_error" : "server_error").utf8)
    text.append(contentsOf: "\",\"code\":\"maskwire_\(rule)\",\"message\":\"".utf8)
    JSONString.encode(Array("\(rule): \(advice)".utf8).span, into: &text)
    text.append(contentsOf: "\",\"param\":null}}".utf8)
    body = ByteBuffer(bytes: text)
    self.headers.add(name: "Content-Type", value: "application/json")
    for (name, value) in headers { self.headers.add(name: name, value: value) }
  }
}
