import Testing

@testable import Gateway

/// Where the backend is and where to listen.
@Suite struct AddressTests {
  @Test(arguments: [
    ("ws://h", "h", 80, "/v1/responses"),
    ("WS://h/", "h", 80, "/v1/responses"),
    ("wss://h", "h", 443, "/v1/responses"),
    ("wss://h:8443/v1", "h", 8443, "/v1/responses"),
    ("ws://h/v1/", "h", 80, "/v1/responses"),
    ("ws://h/openai/v1", "h", 80, "/openai/v1/responses"),
    ("ws://h/openai/v1/responses", "h", 80, "/openai/v1/responses"),
    ("ws://h/v1/responses//", "h", 80, "/v1/responses"),
    ("ws://h/myresponses", "h", 80, "/myresponses/responses"),
    ("ws://[::1]:9", "::1", 9, "/v1/responses"),
    ("ws://[::1]", "::1", 80, "/v1/responses"),
  ])
  func backends(text: String, host: String, port: Int, path: String) throws {
    let url = try BackendURL(text)
    #expect(url.host == host)
    #expect(url.port == port)
    #expect(url.path == path)
  }

  @Test(arguments: [
    ("ws://h", "h"), ("ws://h:81", "h:81"), ("wss://h:443", "h"), ("wss://h:80", "h:80"),
    ("ws://[::1]:9", "[::1]:9"),
  ])
  func hostHeaders(text: String, header: String) throws {
    #expect(try BackendURL(text).hostHeader == header)
  }

  @Test(arguments: [
    "", "h", "h:80", "http://h", "ws:/h", "ws://", "ws:///v1", "ws://h:0", "ws://h:65536",
    "ws://h:+80", "ws://h:x", "ws://h:", "ws://h/?a", "ws://h#a",
    "ws://u@h", "ws://u:p@h", "ws://h/a b",
    "ws://é",
    "ws://[::1", "ws://::1",
  ])
  func noBackends(text: String) {
    #expect(throws: BackendURL.Invalid.self) { try BackendURL(text) }
  }

  @Test(arguments: [
    ("127.0.0.1:8787", "127.0.0.1", 8787), ("[::1]:0", "::1", 0), ("localhost:1", "localhost", 1),
  ])
  func listening(text: String, host: String, port: Int) throws {
    let address = try #require(ListenAddress(text))
    #expect(address.host == host)
    #expect(address.port == port)
  }

  @Test(arguments: ["", ":1", "h", "h:", "h:x", "h:+1", "h:65536", "::1:80", "[]:1"])
  func noListening(text: String) {
    #expect(ListenAddress(text) == nil)
  }
}
