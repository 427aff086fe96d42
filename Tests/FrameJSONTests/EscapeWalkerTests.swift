import FrameJSON
import TestSupport
import Testing

@Suite struct EscapeWalkerTests {
  @Test(arguments: [
    ("abc", [0, 1, 2, 3]),
    (#"a\nb"#, [0, 1, 3, 4]),
    (#"\"\\\/\b\f\n\r\t"#, [0, 2, 4, 6, 8, 10, 12, 14, 16]),
    (#"a\u0041b"#, [0, 1, 7, 8]),
    (#"\u0000x"#, [0, 6, 7]),
    ("", [0]),
  ]) func `each offset in text of one byte a character is found`(raw: String, offsets: [Int]) {
    let bytes = Array(raw.utf8)
    for (decoded, expected) in offsets.enumerated() {
      var walker = EscapeWalker()
      #expect(walker.rawOffset(ofDecoded: decoded, in: bytes) == expected)
    }
  }

  @Test(arguments: [
    (#"\u00e9"#, 2, 6), (#"\u07ff"#, 2, 6), (#"\u0800"#, 3, 6), (#"\uffff"#, 3, 6),
    (#"\u20ac"#, 3, 6), (#"\ud83d\ude00"#, 4, 12), (#"\ud800\udc00"#, 4, 12),
    (#"\udbff\udfff"#, 4, 12), (#"\ud83d"#, 3, 6), (#"\ude00"#, 3, 6), (#"\u007f"#, 1, 6),
    (#"\u0080"#, 2, 6), ("\u{E9}", 2, 2), ("\u{20AC}", 3, 3), ("\u{1F600}", 4, 4),
  ]) func `a character is as long as its UTF-8 and its spelling`(
    raw: String, decoded: Int, length: Int
  ) {
    let bytes = Array("ab\(raw)c".utf8)
    var walker = EscapeWalker()
    #expect(walker.rawOffset(ofDecoded: 2, in: bytes) == 2)
    #expect(walker.rawOffset(ofDecoded: 2 + decoded, in: bytes) == 2 + length)
    #expect(walker.rawOffset(ofDecoded: 3 + decoded, in: bytes) == 3 + length)
    #expect(walker.raw == bytes.count)
    #expect(walker.decoded == 3 + decoded)
  }

  @Test(arguments: [
    (#"\ud83d\ud83d\ude00"#, [(3, 6), (7, 18)]), (#"\ude00\ud83d"#, [(3, 6), (6, 12)]),
    (#"\ud83d\n"#, [(3, 6), (4, 8)]), (#"\ud83d\u0041"#, [(3, 6), (4, 12)]),
    (#"\ud83dx\ude00"#, [(3, 6), (4, 7), (7, 13)]), (#"\ud83d\\ude00"#, [(3, 6), (4, 8)]),
  ]) func `a surrogate without its other half is a character of its own`(
    raw: String, offsets: [(decoded: Int, raw: Int)]
  ) {
    let bytes = Array(raw.utf8)
    var walker = EscapeWalker()
    for offset in offsets {
      #expect(walker.rawOffset(ofDecoded: offset.decoded, in: bytes) == offset.raw)
    }
  }

  @Test func `a walker goes on from where it is`() {
    let bytes = Array(#"a\nb\u00e9c"#.utf8)
    var walker = EscapeWalker()
    for (decoded, expected) in [(0, 0), (0, 0), (1, 1), (2, 3), (2, 3), (5, 10), (6, 11)] {
      #expect(walker.rawOffset(ofDecoded: decoded, in: bytes) == expected)
    }
  }

  @Test func `an offset that has been passed stays where the walker is`() {
    let bytes = Array("abc".utf8)
    var walker = EscapeWalker()
    #expect(walker.rawOffset(ofDecoded: 2, in: bytes) == 2)
    #expect(walker.rawOffset(ofDecoded: 1, in: bytes) == 2)
  }

  @Test(arguments: 0..<500)
  func `each character of random text is found at its spelling`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    var raw: [UInt8] = []
    var borders: [(decoded: Int, raw: Int)] = [(0, 0)]
    var decoded = 0
    for _ in 0..<random.below(40) {
      let scalar = random.scalar()
      raw += random.spelling(of: scalar)
      decoded += String(scalar).utf8.count
      borders.append((decoded, raw.count))
    }
    var walker = EscapeWalker()
    for border in borders where random.once(in: 2) {
      #expect(walker.rawOffset(ofDecoded: border.decoded, in: raw) == border.raw)
      #expect(walker.decoded == border.decoded)
    }
  }
}
