import Testing

@testable import Recognizers

@Suite("Ethereum addresses")
struct EthereumAddressTests {
  @Test(
    "The checksums of EIP-55 are valid",
    arguments: [
      "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
      "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
      "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
      "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ])
  func theChecksumsOfEip55AreValid(_ text: String) throws {
    #expect(try verdict("ethereum_address", text) == .valid)
  }

  @Test(
    "One letter in the other case is invalid",
    arguments: [
      "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
      "0xFB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    ])
  func oneLetterInTheOtherCaseIsInvalid(_ text: String) throws {
    #expect(try verdict("ethereum_address", text) == .invalid)
  }

  @Test(
    "Addresses of one case need a context",
    arguments: [
      "0x52908400098527886E0F7030069857D2E4169EE7",
      "0xde709f2102306220921060314715629080e2fb77",
    ])
  func addressesOfOneCaseNeedAContext(_ text: String) throws {
    #expect(try verdict("ethereum_address", text) == .plausible)
  }

  @Test(
    "Other lengths and nobody are invalid",
    arguments: [
      "0x0000000000000000000000000000000000000000",
      "0xde709f2102306220921060314715629080e2fb7",
      "0xge709f2102306220921060314715629080e2fb77",
    ])
  func otherLengthsAndNobodyAreInvalid(_ text: String) throws {
    #expect(try verdict("ethereum_address", text) == .invalid)
  }
}
