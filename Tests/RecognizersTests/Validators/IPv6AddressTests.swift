import Testing

@testable import Recognizers

@Suite("IPv6 addresses")
struct IPv6AddressTests {
  @Test(
    "Full and compressed addresses pass",
    arguments: [
      "2001:db8:a297:f234:b268:e5:19c:3603",
      "2001:db8::1",
      "fe80::1",
      "2001:db8::",
      "::1",
      "::ffff:192.0.2.128",
      "64:ff9b::10.20.30.40",
      "1:2:3:4:5:6:7:8",
      "fe80:cc39:5:5ef7::6a",
    ])
  func fullAndCompressedAddressesPass(_ text: String) throws {
    #expect(try verdict("ipv6_address", text) == .plausible)
  }

  @Test(
    "Source code and other runs of hexadecimal digits do not",
    arguments: [
      "::",
      "a::b",
      "dead::beef",
      "1::2",
      "::2",
      "12:34::56",
      "00:11:22:33:44:55:66:77",
      "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9",
      "2001::db8::1",
      "12345::1",
      "2001:db8:::1",
      "::ffff:300.0.2.128",
    ])
  func sourceCodeAndOtherRunsOfHexadecimalDigitsDoNot(_ text: String) throws {
    #expect(try verdict("ipv6_address", text) == .invalid)
  }
}
