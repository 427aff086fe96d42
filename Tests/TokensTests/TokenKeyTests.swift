import Testing
import Tokens

@Suite struct TokenKeyTests {
  @Test func `a key of 32 bytes or more is taken`() throws {
    _ = try TokenKey(bytes: [UInt8](repeating: 0, count: 32))
    _ = try TokenKey(bytes: [UInt8](repeating: 0xFF, count: 4096))
  }

  @Test(arguments: [0, 1, 31])
  func `a shorter key is refused`(count: Int) {
    #expect(throws: TokenKey.TooShort.self) {
      try TokenKey(bytes: [UInt8](repeating: 7, count: count))
    }
  }

  @Test func `two random keys name a value differently`() {
    let value = Array("value".utf8)
    let names = (0..<2).map { _ in
      TokenNaming(key: .random(), scope: []).name(entity: "E", exact: value, normalized: value)
    }
    #expect(names[0] != names[1])
  }
}
