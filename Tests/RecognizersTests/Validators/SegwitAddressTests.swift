import Testing

@testable import Recognizers

@Suite("SegWit addresses")
struct SegwitAddressTests {
  @Test(
    "Bech32 and Bech32m addresses are valid",
    arguments: [
      "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
      "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
      "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
      "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    ])
  func Bech32AndBech32mAddressesAreValid(_ text: String) throws {
    #expect(try verdict("segwit_address", text) == .valid)
  }

  @Test(
    "One wrong character, mixed case and the wrong checksum are invalid",
    arguments: [
      "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
      "BC1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
      "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj1",
      "bc1",
      "bc1q",
      "1qqqqqqqqqqqqqqqq",
      "bc1b508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    ])
  func oneWrongCharacterMixedCaseAndTheWrongChecksumAreInvalid(_ text: String) throws {
    #expect(try verdict("segwit_address", text) == .invalid)
  }
}
