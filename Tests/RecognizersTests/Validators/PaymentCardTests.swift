import Testing

@testable import Recognizers

@Suite("Payment cards")
struct PaymentCardTests {
  @Test(
    "Issued numbers with their Luhn digit are valid",
    arguments: [
      "4111111111111111",
      "4111 1111 1111 1111",
      "5555-5555-5555-4444",
      "2223003122003222",
      "378282246310005",
      "30569309025904",
      "6011111111111117",
      "3530111333300000",
      "6200000000000005",
      "6759649826438453",
      "2200000000000004",
      "6222021234567890128",
      "4000000000000000006",
    ])
  func issuedNumbersWithTheirLuhnDigitAreValid(_ text: String) throws {
    #expect(try verdict("payment_card", text) == .valid)
  }

  @Test(
    "One wrong digit is invalid",
    arguments: [
      "4111111111111112",
      "5555555555554445",
      "378282246310006",
      "6011111111111118",
      "30569309025905",
    ])
  func oneWrongDigitIsInvalid(_ text: String) throws {
    #expect(try verdict("payment_card", text) == .invalid)
  }

  @Test(
    "Unknown issuers and lengths are invalid",
    arguments: [
      "1234567812345670",
      "0000000000000000",
      "411111111111116",
      "37828224631000",
      "4444444444444444",
      "9999999999999995",
    ])
  func unknownIssuersAndLengthsAreInvalid(_ text: String) throws {
    #expect(try verdict("payment_card", text) == .invalid)
  }

  @Test(
    "Thirteen digits and groups with two spaces between need a context",
    arguments: [
      "4222222222222",
      "4111  1111  1111  1111",
    ])
  func doubtfulFormsNeedAContext(_ text: String) throws {
    #expect(try verdict("payment_card", text) == .plausible)
  }
}
