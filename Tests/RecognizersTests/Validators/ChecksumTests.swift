import Testing

@testable import Recognizers

@Suite("Hash functions of address checksums")
struct ChecksumTests {
  @Test(
    "SHA-256 agrees with FIPS 180-4",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        String(repeating: "a", count: 55),
        "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"
      ),
    ])
  func sha256(_ message: String, _ digest: String) {
    #expect(hex(OneBlockSHA256([UInt8](message.utf8).span).digest) == digest)
  }

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
