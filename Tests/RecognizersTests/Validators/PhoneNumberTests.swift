import Testing

@testable import Recognizers

@Suite("Phone numbers")
struct PhoneNumberTests {
  @Test(
    "Calling codes with a national number of their length pass",
    arguments: [
      "+14154821367",
      "+1 (415) 482-1367",
      "+49 30 120153",
      "+44 (0)20 7946 0958",
      "(+44) (0)20 7946 0958",
      "(+49) 30 901820",
      "+39.02.1902.3816",
      "00917409991630",
      "0044 20 7946 0958",
      "+351 917 383 779",
      "+7-912-311-99-91",
    ])
  func callingCodesWithANationalNumberOfTheirLengthPass(_ text: String) throws {
    #expect(try verdict("phone_number", text) == .plausible)
  }

  @Test(
    "One digit too few or too many does not",
    arguments: [
      "+1415482136",
      "+141548213671",
      "+3312340726",
      "+331234072661",
      "+351 917 383 77",
      "0091740999163",
    ])
  func oneDigitTooFewOrTooManyDoesNot(_ text: String) throws {
    #expect(try verdict("phone_number", text) == .invalid)
  }

  @Test(
    "Unassigned codes and area codes do not",
    arguments: [
      "+999123456789",
      "+2101234567890",
      "+11154821367",
      "+14151821367",
      "+33 111 111 111",
    ])
  func unassignedCodesAndAreaCodesDoNot(_ text: String) throws {
    #expect(try verdict("phone_number", text) == .invalid)
  }

  @Test(
    "National numbers pass",
    arguments: [
      "030 120153",
      "(617) 738-6784",
      "06 12 34 56 79",
      "13800138001",
    ])
  func nationalNumbersPass(_ text: String) throws {
    #expect(try verdict("phone_number", text) == .plausible)
  }

  @Test(
    "Short numbers, dates and counting do not",
    arguments: [
      "555-1234",
      "2024-01-15",
      "15.01.2024",
      "2017-2020",
      "0123456789",
      "000 000 0001",
      "12345678901234",
    ])
  func shortNumbersDatesAndCountingDoNot(_ text: String) throws {
    #expect(try verdict("phone_number", text) == .invalid)
  }

  @Test(
    "An extension does not count",
    arguments: ["+1 415 482 1367 ext. 45", "(617) 738-6784 x9", "+49 30 120153 Durchwahl 12"])
  func extensionDoesNotCount(_ text: String) throws {
    #expect(try verdict("phone_number", text) == .plausible)
  }
}
