import Testing

@testable import Recognizers

@Suite("AWS secret access keys")
struct SecretAccessKeyTests {
  @Test(
    "Random characters pass",
    arguments: [
      "382igP3v8TgOFM68CMrIQFxcXcsxwpisUzROOhJJ",
      "+SsGp26Uzkutn8E8qXaSymeaCiJSVvNm/b5BpTzU",
    ])
  func randomCharactersPass(_ text: String) throws {
    #expect(try verdict("aws_secret_key", text) == .plausible)
  }

  @Test(
    "Hashes, paths and identifiers of that length do not",
    arguments: [
      "5c7d5df063396f23e06356741a5bfd6d448e34e6",
      "Sources/Recognizers/Validators/Validator",
      "thisIsALongIdentifierWithManyWordsInside1",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "382igP3v8TgOFM68CMrIQFxcXcsxwpisUzROOhJ",
    ])
  func hashesPathsAndIdentifiersOfThatLengthDoNot(_ text: String) throws {
    #expect(try verdict("aws_secret_key", text) == .invalid)
  }
}
