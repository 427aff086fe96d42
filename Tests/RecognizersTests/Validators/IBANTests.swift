import Testing

@testable import Recognizers

@Suite("IBANs")
struct IBANTests {
  @Test(
    "Numbers of their country with their check digits are valid",
    arguments: [
      "DE89370400440532013000",
      "de89 3704 0044 0532 0130 00",
      "GB82-WEST-1234-5698-7654-32",
      "FR1420041010050500013M02606",
      "NO9386011117947",
      "MT84MALT011000012345MTLCAST001S",
      "PL24 8325 7034 7299 6880 4883 9752",
      "KZ266658274716087026",
      "SI64 1758 5687 5737 561",
    ])
  func numbersOfTheirCountryWithTheirCheckDigitsAreValid(_ text: String) throws {
    #expect(try verdict("iban", text) == .valid)
  }

  @Test(
    "One wrong character is invalid",
    arguments: [
      "DE89370400440532013001",
      "DE88370400440532013000",
      "GB82WEST12345698765433",
      "NO9386011117948",
      "FR1420041010050500013N02606",
    ])
  func oneWrongCharacterIsInvalid(_ text: String) throws {
    #expect(try verdict("iban", text) == .invalid)
  }

  @Test(
    "Wrong countries, lengths, formats and cases are invalid",
    arguments: [
      "ZZ89370400440532013000",
      "DE8937040044053201300",
      "DE893704004405320130000",
      "DEA9370400440532013000",
      "De89370400440532013000",
      "GB82123412345698765432",
    ])
  func wrongCountriesLengthsFormatsAndCasesAreInvalid(_ text: String) throws {
    #expect(try verdict("iban", text) == .invalid)
  }
}
