import Tokens

/// The documented key of all tests; it protects nothing.
enum TestKey {
  static var key: TokenKey {
    get throws { try TokenKey(bytes: Array("maskwire-documented-test-key-not-secret".utf8)) }
  }
}
