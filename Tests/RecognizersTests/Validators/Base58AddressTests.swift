import Testing

@testable import Recognizers

@Suite("Base58Check addresses")
struct Base58AddressTests {
  @Test(
    "Addresses with their checksum are valid",
    arguments: [
      "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
      "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
      "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
      "DHQq7rU31rLccDtMmbT5jkxkFzwNC4qLjL",
      "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
    ])
  func addressesWithTheirChecksumAreValid(_ text: String) throws {
    #expect(try verdict("base58_address", text) == .valid)
  }

  @Test(
    "One wrong character is invalid",
    arguments: [
      "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
      "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3",
      "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLz",
    ])
  func oneWrongCharacterIsInvalid(_ text: String) throws {
    #expect(try verdict("base58_address", text) == .invalid)
  }

  @Test(
    "Other lengths, letters and versions are invalid",
    arguments: [
      "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN",
      "11A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
      "1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf0a",
      "1111111111111111111111111111111111",
      "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
    ])
  func otherLengthsLettersAndVersionsAreInvalid(_ text: String) throws {
    #expect(try verdict("base58_address", text) == .invalid)
  }
}
