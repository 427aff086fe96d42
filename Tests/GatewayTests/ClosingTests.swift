import NIOCore
import Testing

@testable import Gateway

/// The payload of close frames.
@Suite struct ClosingTests {
  @Test(arguments: [1000, 1001, 1002, 1003, 1007, 1011, 1012, 1013, 1014, 3000, 4999])
  func codesOnTheWire(code: UInt16) throws {
    let closing = try #require(Closing(payload: payload(code, "why")))
    #expect(closing == Closing(code, "why"))
    #expect(closing.payload == payload(code, "why"))
  }

  @Test(arguments: [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535])
  func otherCodes(code: UInt16) {
    #expect(Closing(payload: payload(code, "")) == nil)
    #expect(Closing(code: code).payload.readableBytes == 0)
  }

  @Test func withoutACode() {
    #expect(Closing(payload: ByteBuffer()) == Closing(code: nil))
    #expect(Closing(payload: ByteBuffer(bytes: [3])) == nil)
    #expect(Closing(code: nil).payload.readableBytes == 0)
  }

  private func payload(_ code: UInt16, _ reason: String) -> ByteBuffer {
    ByteBuffer(bytes: [UInt8(code >> 8), UInt8(code & 255)] + reason.utf8)
  }
}
