import Testing

@testable import Recognizers

@Suite("JSON Web Tokens")
struct JSONWebTokenTests {
  @Test(
    "A header that names its algorithm is valid",
    arguments: [
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI4In0.GnGvenoPp1HOw7En",
      "eyJhbGciOiJub25lIn0.eyJzdWIiOiI4In0",
    ])
  func aHeaderThatNamesItsAlgorithmIsValid(_ text: String) throws {
    #expect(try verdict("jwt", text) == .valid)
  }

  @Test(
    "Other JSON and no JSON are invalid",
    arguments: [
      "eyJ0eXAiOiJKV1QifQ.eyJzdWIiOiI4In0.x",
      "eyJzdWIiOiI4Mzc0MjAxNjA0In0.a.b",
      "W3siYWxnIjoxfV0.a.b",
      "eyJ!.a.b",
    ])
  func otherJsonAndNoJsonAreInvalid(_ text: String) throws {
    #expect(try verdict("jwt", text) == .invalid)
  }
}
