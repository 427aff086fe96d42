/// A text as it reads without its disguises, and where each of its bytes comes from.
struct FoldedText {
  private(set) var bytes: [UInt8] = []
  /// For each byte, where what it stands for begins and ends in the original, in bytes.
  private var starts: [UInt32] = []
  private var ends: [UInt32] = []

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  mutating func append(_ byte: UInt8, for range: Range<Int>) {
    bytes.append(byte)
    starts.append(UInt32(range.lowerBound))
    ends.append(UInt32(range.upperBound))
  }

  /// Where the bytes begin that stand for the original from an offset on.
  func position(ofOriginal offset: Int) -> Int {
    starts.firstIndex { Int($0) >= offset } ?? bytes.count
  }

  /// Where in the original a byte begins; the end of the text for what is behind the last one.
  func originalStart(of position: Int, in count: Int) -> Int {
    position < starts.count ? Int(starts[position]) : count
  }

  /// The part of the original that a part of this text stands for; neither is empty.
  func original(_ range: Range<Int>) -> Range<Int> {
    Int(starts[range.lowerBound])..<Int(ends[range.upperBound - 1])
  }
}
