import FrameJSON
import Testing

@Suite struct FrameLimitsTests {
  @Test func `the defaults are those of the table of limits`() {
    let limits = FrameLimits()
    #expect(limits.frameBytes == 67_108_864)
    #expect(limits.depth == 128)
    #expect(limits.values == 1_000_000)
    #expect(limits.scannedTextBytes == 16_777_216)
    #expect(limits.refusesDuplicateKeys)
  }

  @Test(arguments: ["{}", "[1,2,3]", " {\"a\": \"b\"} ", "0"])
  func `a frame of just the most bytes is accepted, one byte more refused`(text: String) {
    var limits = FrameLimits()
    limits.frameBytes = text.utf8.count
    #expect(verdict(Array(text.utf8), limits: limits) == nil)
    #expect(
      refusal(Array(text.utf8) + [0x20], limits: limits)
        == FrameError(.tooLarge, at: text.utf8.count))
  }

  @Test func `a frame that is too long is refused before it is read`() {
    var limits = FrameLimits()
    limits.frameBytes = 3
    #expect(verdict(Array("[[[[".utf8), limits: limits) == .tooLarge)
  }

  @Test(arguments: [("[", "]"), ("{\"a\":", "}"), ("[0,{\"a\":", "}]")])
  func `the deepest nesting is accepted, one level more refused`(open: String, close: String) {
    let levels = open.utf8.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
    for depth in [levels, 4 * levels, 128 / levels * levels] {
      var limits = FrameLimits()
      limits.depth = depth
      let before = String(repeating: open, count: depth / levels)
      let after = String(repeating: close, count: depth / levels)
      #expect(verdict(Array("\(before)0\(after)".utf8), limits: limits) == nil)
      for inner in ["[]", "{}", "[", "{"] {
        #expect(
          refusal(Array((before + inner + after).utf8), limits: limits)
            == FrameError(.tooDeep, at: before.utf8.count))
      }
    }
  }

  @Test func `by default 128 levels are accepted and 129 are not`() {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(verdict(nested(128)) == nil)
    #expect(verdict(nested(129)) == .tooDeep)
    #expect(verdict(nested(1_000_000)) == .tooDeep)
  }

  @Test func `siblings of the deepest level do not add up`() {
    var limits = FrameLimits()
    limits.depth = 2
    #expect(verdict(Array("[[],[],{},[]]".utf8), limits: limits) == nil)
  }

  @Test func `with a depth of zero only scalars are accepted`() {
    var limits = FrameLimits()
    limits.depth = 0
    #expect(verdict(Array("\"a\"".utf8), limits: limits) == nil)
    #expect(verdict(Array("[]".utf8), limits: limits) == .tooDeep)
  }

  @Test(arguments: [
    ("[0,0,0]", 4), ("[]", 1), ("0", 1), ("{\"a\":{\"b\":[true,null]}}", 5), ("[[],[[]]]", 4),
  ])
  func `the most values are accepted, one value less refused`(text: String, values: Int) {
    var limits = FrameLimits()
    limits.values = values
    #expect(verdict(Array(text.utf8), limits: limits) == nil)
    limits.values = values - 1
    #expect(verdict(Array(text.utf8), limits: limits) == .tooManyValues)
  }

  @Test func `too many values are refused where the first of them is`() {
    var limits = FrameLimits()
    limits.values = 3
    #expect(
      refusal(Array("[0, 1, 2, 3".utf8), limits: limits) == FrameError(.tooManyValues, at: 7))
  }

  @Test func `by default a million values are accepted and one more is not`() {
    func zeros(_ count: Int) -> [UInt8] {
      Array("[".utf8) + [UInt8](repeating: 0x30, count: 1) + zerosBehindCommas(count - 1)
        + Array("]".utf8)
    }
    #expect(verdict(zeros(999_999)) == nil)
    #expect(verdict(zeros(1_000_000)) == .tooManyValues)
  }

  private func zerosBehindCommas(_ count: Int) -> [UInt8] {
    (0..<2 * count).map { $0 % 2 == 0 ? UInt8(ascii: ",") : UInt8(ascii: "0") }
  }
}
