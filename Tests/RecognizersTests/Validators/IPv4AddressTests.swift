import Testing

@testable import Recognizers

@Suite("IPv4 addresses")
struct IPv4AddressTests {
  @Test(
    "Four octets pass",
    arguments: [
      "10.20.30.40",
      "255.255.255.255",
      "0.0.0.0",
      "192.168.001.010",
    ])
  func fourOctetsPass(_ text: String) throws {
    #expect(try verdict("ipv4_address", text) == .plausible)
  }

  @Test(
    "Anything else does not",
    arguments: [
      "0.1.2.3",
      "256.1.1.1",
      "1.2.3",
      "1.2.3.4.5",
      "1..2.3",
      "1.2.3.x",
    ])
  func anythingElseDoesNot(_ text: String) throws {
    #expect(try verdict("ipv4_address", text) == .invalid)
  }
}
