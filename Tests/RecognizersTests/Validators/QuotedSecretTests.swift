import Testing

@testable import Recognizers

@Suite("Secrets in quotes")
struct QuotedSecretTests {
  @Test(
    "Literals pass",
    arguments: [
      "Hunter%3385",
      "swordfish",
      "Tr0ub4dor&3",
      "hunter2hunter2",
      "cfbd0754cbae8f967e68aa5f855d98b9",
      "correct-horse-battery-staple",
      "password123",
      "SIYqUybEfobDEQrauFDSSEBRTGKzfwtCmKv",
    ])
  func literalsPass(_ text: String) throws {
    #expect(try verdict("quoted_secret", text) == .plausible)
  }

  @Test(
    "Placeholders and templates do not",
    arguments: [
      "changeme",
      "********",
      "$DB_PASSWORD",
      "${DB_PASSWORD}",
      "{{ vault }}",
      "<password>",
      "your_api_key_1",
      "%(password)s",
      "xxxxxxxx",
    ])
  func placeholdersAndTemplatesDoNot(_ text: String) throws {
    #expect(try verdict("quoted_secret", text) == .invalid)
  }

  @Test(
    "Names, paths and words of forms do not",
    arguments: [
      "auth.password.required",
      "access_token",
      "my-app-secret-2",
      "/home/jane/project1",
      "Contraseña",
      "required",
      "passwordField",
      "REQUIRED_FIELD",
      "2024-01-01T00:00:00",
      "https://acme.example/x1",
    ])
  func namesPathsAndWordsOfFormsDoNot(_ text: String) throws {
    #expect(try verdict("quoted_secret", text) == .invalid)
  }

  @Test(
    "Words with spaces pass as a passphrase only",
    arguments: [
      ("correct horse battery staple", Validation.plausible),
      ("my dog ate 3 bones", .plausible),
      ("Enter a new password", .invalid),
      ("must have 8 characters", .invalid),
      ("two words", .invalid),
    ])
  func wordsWithSpaces(_ text: String, _ expected: Validation) throws {
    #expect(try verdict("quoted_secret", text) == expected)
  }
}
