import Testing

@testable import Recognizers

@Suite("Passwords in URLs")
struct URLPasswordTests {
  @Test(
    "Passwords pass",
    arguments: [
      "hunter2",
      "s3cr3tPa55",
      "a@b",
      "p4ssw0rd!",
    ])
  func passwordsPass(_ text: String) throws {
    #expect(try verdict("url_password", text) == .plausible)
  }

  @Test(
    "Placeholders do not",
    arguments: [
      "password",
      "pass",
      "***",
      "${PASSWORD}",
      "<password>",
      "{pw}",
      "x-oauth-basic",
      "changeme",
    ])
  func placeholdersDoNot(_ text: String) throws {
    #expect(try verdict("url_password", text) == .invalid)
  }
}
