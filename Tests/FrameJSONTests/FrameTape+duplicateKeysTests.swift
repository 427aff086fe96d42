import FrameJSON
import TestSupport
import Testing

@Suite struct DuplicateKeysTests {
  @Test(arguments: [
    #"{"a":0,"a":0}"#,
    #"{"a":0,"a":1,"b":2}"#,
    #"{"a":0,"b":1,"a":2}"#,
    #"{"":0,"":1}"#,
    #"{"a":{},"a":[]}"#,
    #"{"a":0 , "a" : 0}"#,
    #"{"model":0,"mod\u0065l":0}"#,
    #"{"mod\u0065l":0,"model":0}"#,
    #"{"mod\u0065l":0,"m\u006fdel":0}"#,
    #"{"a/b":0,"a\/b":0}"#,
    #"{"a\/b":0,"a\u002fb":0}"#,
    #"{"\n":0,"\u000a":0}"#,
    #"{"\n":0,"\u000A":0}"#,
    #"{"\b\f\n\r\t":0,"\u0008\u000c\u000a\u000d\u0009":0}"#,
    #"{"\"":0,"\u0022":0}"#,
    #"{"\\":0,"\u005C":0}"#,
    #"{"\u0000":0,"\u0000":0}"#,
    "{\"\u{E9}\":0,\"\\u00e9\":0}",
    "{\"\u{20AC}\":0,\"\\u20AC\":0}",
    "{\"\u{1F600}\":0,\"\\ud83d\\ude00\":0}",
    #"{"\ud83d\ude00":0,"\uD83D\uDE00":0}"#,
    #"{"\ud83d":0,"\uD83D":0}"#,
    #"{"\ude00x":0,"\uDE00\u0078":0}"#,
    #"{"a":{"b":0,"b":0}}"#,
    #"{"a":[{"b":0},{"b":0,"c":0,"b":0}]}"#,
    #"[[{"a":0,"a":0}]]"#,
    #"{"a":0,"b":{"a":0},"a":0}"#,
  ]) func `an object that names a key twice is refused, however it is escaped`(text: String) {
    #expect(verdict(Array(text.utf8)) == .duplicateKey)
    var limits = FrameLimits()
    limits.refusesDuplicateKeys = false
    #expect(verdict(Array(text.utf8), limits: limits) == nil)
  }

  @Test(arguments: [
    #"{"a":0,"b":0}"#,
    #"{"a":0,"aa":0,"aaa":0}"#,
    #"{"a":0,"A":0,"\u00e1":0}"#,
    #"{"a":{"a":{"a":0}},"b":{"a":0}}"#,
    #"[{"a":0},{"a":0}]"#,
    #"{"n":0,"\n":0,"\\n":0}"#,
    #"{"u0061":0,"\u0061":0,"\\u0061":0}"#,
    #"{"\ud83d":0,"\ud83e":0}"#,
    #"{"\ud83d":0,"\ude00":0,"\ud83d\ude00":0,"\ude00\ud83d":0}"#,
    "{\"\\ud83d\":0,\"\u{FFFD}\":0,\"\\ude00\":0}",
    "{\"\u{E9}\":0,\"e\u{301}\":0}",
    #"{"\u0000":0,"":0,"\u0000\u0000":0}"#,
    "{\"\u{FFFF}\":0,\"\u{10000}\":0}",
  ]) func `keys that differ in one character are told apart`(text: String) {
    #expect(verdict(Array(text.utf8)) == nil)
  }

  @Test(arguments: [2, 3, 11, 12, 13, 14, 40, 1_000])
  func `any one key twice is found among so many members`(count: Int) {
    var random = SeededGenerator(seed: count)
    #expect(verdict(Self.object(keys(count))) == nil)
    for _ in 0..<30 {
      var list = keys(count)
      let first = random.below(count)
      let second = (first + 1 + random.below(count - 1)) % count
      list[second] = random.once(in: 2) ? list[first] : Self.escaped(list[first])
      #expect(verdict(Self.object(list)) == .duplicateKey)
    }
  }

  @Test(arguments: [2, 12, 13, 200])
  func `a key that comes twice is reported where it comes for the second time`(count: Int) {
    var random = SeededGenerator(seed: count)
    for _ in 0..<20 {
      var list = keys(count).shuffled(using: &random)
      let second = 1 + random.below(count - 1)
      list[second] = Self.escaped(list[random.below(second)])
      let before = Self.object(Array(list[..<second])).count
      #expect(refusal(Self.object(list)) == FrameError(.duplicateKey, at: before + 1))
    }
  }

  @Test(arguments: [12, 13, 100])
  func `objects in an object of many members are compared by themselves`(count: Int) {
    let inner = String(decoding: Self.object(keys(count)), as: UTF8.self)
    let outer = keys(count).map { "\"\($0)\":\(inner)" }.joined(separator: ",")
    #expect(verdict(Array("{\(outer)}".utf8)) == nil)
    #expect(verdict(Array("{\(outer),\"k0\":0}".utf8)) == .duplicateKey)
  }

  @Test(arguments: [12, 13, 50])
  func `keys of one start and of all lengths are told apart`(count: Int) {
    let list = (0..<count).map { String(repeating: "k", count: $0) }
    #expect(verdict(Self.object(list)) == nil)
    #expect(verdict(Self.object(list.map(Self.escaped))) == nil)
    #expect(verdict(Self.object(list + list.suffix(1).map(Self.escaped))) == .duplicateKey)
  }

  @Test(arguments: [12, 13, 200]) func `one tape looks at object after object afresh`(count: Int) {
    // Sizes go up and down, so that what a larger object left behind would be seen.
    let objects = [count, 1, 2 * count, 3, count, 0, 13, 12].map { keys($0) }
    let escaped = objects.map { $0.map(Self.escaped) }
    let text = (objects + escaped).map { String(decoding: Self.object($0), as: UTF8.self) }
    #expect(verdict(Array("[\(text.joined(separator: ","))]".utf8)) == nil)
  }

  @Test func `100,000 keys with one twice at the ends are refused`() {
    let list = keys(100_000)
    #expect(verdict(Self.object(list)) == nil)
    #expect(verdict(Self.object(list + ["\\u006b0"])) == .duplicateKey)
    #expect(verdict(Self.object(list.map(Self.escaped))) == nil)
    #expect(verdict(Self.object(list.map(Self.escaped) + ["k0"])) == .duplicateKey)
  }

  private func keys(_ count: Int) -> [String] { (0..<count).map { "k\($0)" } }

  private static func object(_ keys: [String]) -> [UInt8] {
    Array("{\(keys.map { "\"\($0)\":0" }.joined(separator: ","))}".utf8)
  }

  private static func escaped(_ key: String) -> String {
    key.isEmpty ? "" : "\\u006b" + key.dropFirst()
  }
}
