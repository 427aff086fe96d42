import FrameJSON
import Testing

@Suite struct FrameEditsTests {
  @Test func `without edits the frame is what it was`() {
    var edits = FrameEdits()
    #expect(edits.isEmpty)
    #expect(edits.count == 0)
    #expect(edits.apply(to: Array("{ }".utf8)) == Array("{ }".utf8))
    #expect(edits.apply(to: []) == [])
  }

  @Test(arguments: [
    (0..<1, "X", "Xbcdef"), (5..<6, "X", "abcdeX"), (2..<4, "X", "abXef"), (2..<4, "", "abef"),
    (2..<4, "XYZ", "abXYZef"), (0..<6, "", ""), (0..<6, "X", "X"), (0..<0, "X", "Xabcdef"),
    (6..<6, "X", "abcdefX"), (3..<3, "X", "abcXdef"), (3..<3, "", "abcdef"),
  ]) func `a range is replaced`(range: Range<Int>, text: String, result: String) {
    var edits = FrameEdits()
    edits.replace(range, with: text)
    #expect(!edits.isEmpty)
    #expect(edits.apply(to: Array("abcdef".utf8)) == Array(result.utf8))
  }

  @Test func `bytes are taken as they are, text is escaped`() {
    var edits = FrameEdits()
    edits.replace(1..<2, with: #"\n""#)
    edits.replace(4..<5, withText: "\n\"\\\u{1}\u{E9}")
    #expect(
      edits.apply(to: Array("[a],b,".utf8)) == Array("[\\n\"],\\n\\\"\\\\\\u0001\u{E9},".utf8))
  }

  @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
  func `edits may come in any order`(order: [Int]) {
    let list = [(0..<1, "one"), (2..<2, "two"), (4..<6, "")]
    var edits = FrameEdits()
    for index in order { edits.replace(list[index].0, with: list[index].1) }
    #expect(edits.count == 3)
    #expect(edits.apply(to: Array("abcdefg".utf8)) == Array("onebtwocdg".utf8))
  }

  @Test func `edits that touch do not overlap`() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]] {
      let list = [(0..<2, "X"), (2..<4, "Y"), (4..<6, "Z")]
      var edits = FrameEdits()
      for index in order { edits.replace(list[index].0, with: list[index].1) }
      #expect(edits.apply(to: Array("abcdef".utf8)) == Array("XYZ".utf8))
    }
  }

  @Test func `what is inserted where a range starts or ends stands beside its replacement`() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0], [0, 2, 1], [2, 0, 1]] {
      let list = [(1..<1, "("), (1..<2, "B"), (2..<2, ")")]
      var edits = FrameEdits()
      for index in order { edits.replace(list[index].0, with: list[index].1) }
      #expect(edits.apply(to: Array("abc".utf8)) == Array("a(B)c".utf8))
    }
  }

  @Test func `what is inserted at one place stands in the order of the calls`() {
    var edits = FrameEdits()
    for number in 0..<40 { edits.replace(3..<3, with: "\(number),") }
    edits.replace(1..<2, with: "|")
    for number in 40..<80 { edits.replace(3..<3, with: "\(number),") }
    let inserted = (0..<80).map { "\($0)," }.joined()
    #expect(edits.apply(to: Array("abcd".utf8)) == Array("a|c\(inserted)d".utf8))
  }

  @Test func `edits can be made again and added to`() {
    var edits = FrameEdits()
    edits.replace(2..<3, with: "X")
    edits.replace(0..<1, with: "Y")
    #expect(edits.apply(to: Array("abcd".utf8)) == Array("YbXd".utf8))
    #expect(edits.apply(to: Array("abcd".utf8)) == Array("YbXd".utf8))
    edits.replace(1..<2, with: "Z")
    #expect(edits.apply(to: Array("abcd".utf8)) == Array("YZXd".utf8))
  }

  @Test func `removed edits leave nothing behind for the next frame`() {
    var edits = FrameEdits()
    edits.replace(2..<3, with: "XYX")
    edits.replace(0..<1, with: "YXY")
    edits.removeAll()
    #expect(edits.isEmpty)
    edits.replace(1..<2, withText: "Z")
    #expect(edits.apply(to: Array("abc".utf8)) == Array("aZc".utf8))
  }

  @Test(arguments: [[0, 2, 1, 3], [1, 3, 0, 2], [0, 3, 1, 2], [0, 3, 1, 1]])
  func `edits that overlap are our bug and trap`(bounds: [Int]) async {
    await #expect(processExitsWith: .failure) { [bounds = bounds as [Int]] in
      var edits = FrameEdits()
      edits.replace(bounds[0]..<bounds[1], with: "X")
      edits.replace(bounds[2]..<bounds[3], with: "Y")
      _ = edits.apply(to: Array("abcdef".utf8))
    }
  }
}
