import Testing

@testable import Recognizers

@Suite("The hash of Ethereum checksums")
struct ChecksumTests {
  @Test(
    "Keccak-256 agrees with the vectors of the submission",
    arguments: [
      ("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
      ("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ])
  func keccak256(_ message: String, _ digest: String) {
    #expect(hex(OneBlockKeccak256([UInt8](message.utf8).span).digest) == digest)
  }

  private func hex(_ bytes: InlineArray<32, UInt8>) -> String {
    bytes.indices.map { index in
      let text = String(bytes[index], radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
  }
}
