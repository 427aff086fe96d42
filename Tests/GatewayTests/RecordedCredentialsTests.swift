import Testing

@testable import Gateway

/// What of a frame is kept in a record.
@Suite struct RecordedCredentialsTests {
  @Test(arguments: [
    (#"{"authorization":"s"}"#, #"{"authorization":"***"}"#),
    (
      #"{"tools":[{"auth\u006frization" : "a\"b"}]}"#,
      #"{"tools":[{"auth\u006frization" : "***"}]}"#
    ),
    (
      #"{"headers":{"authorization":"s","X-Key":7,"X":{"a":"b"}},"a":1}"#,
      #"{"headers":{"authorization":"***","X-Key":"***","X":{"a":"b"}},"a":1}"#
    ),
    (
      #"{"domain_secrets":[{"domain":"d","value":"s"},{"value":"t"}],"value":"v"}"#,
      #"{"domain_secrets":[{"domain":"d","value":"***"},{"value":"***"}],"value":"v"}"#
    ),
    (#"{"a":{"headers":{"b":"s"}},"c":"d"}"#, #"{"a":{"headers":{"b":"***"}},"c":"d"}"#),
  ])
  func goes(frame: String, kept: String) {
    var credentials = RecordedCredentials()
    for _ in 0..<2 {
      #expect(credentials.removed(from: Array(frame.utf8).span) == Array(kept.utf8))
    }
  }

  @Test(arguments: [
    "", "no JSON", "[]", "{}", #"{"headers":"a","value":"b"}"#, #"{"headers":[],"a":"b"}"#,
    #"{"authorization":null,"headers":{}}"#, #"{"a":"authorization"}"#,
  ])
  func stays(frame: String) {
    var credentials = RecordedCredentials()
    #expect(credentials.removed(from: Array(frame.utf8).span) == nil)
  }
}
