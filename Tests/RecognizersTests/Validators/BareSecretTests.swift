import Testing

@testable import Recognizers

@Suite("Secrets without quotes")
struct BareSecretTests {
  @Test(
    "Literals that are no identifiers pass",
    arguments: [
      "pDzcnRfCWQpn7z3ATMsgHwCbRTP2SlP1",
      "hunter2!x9",
      "cfbd0754cbae8f96",
      "Tr0ub4dor#3",
    ])
  func literalsThatAreNoIdentifiersPass(_ text: String) throws {
    #expect(try verdict("bare_secret", text) == .plausible)
  }

  @Test(
    "Identifiers and expressions do not",
    arguments: [
      "self.password",
      "config2.password1",
      "newPassword2",
      "String",
      "password",
      "tokens12",
      "request.body.pass1",
      "12345678",
    ])
  func identifiersAndExpressionsDoNot(_ text: String) throws {
    #expect(try verdict("bare_secret", text) == .invalid)
  }
}
