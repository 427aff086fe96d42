internal import FrameJSON

/// One event to be written, or the deltas of one text.
struct EventStep: Sendable {
  enum Value: Sendable {
    case number(Int)
    /// JSON of our own.
    case made([UInt8])
    /// A range of the response.
    case raw(Range<Int>)
    /// The response as it is when it starts.
    case startedResponse
  }

  struct Member: Sendable {
    let name: String
    let value: Value

    init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  let type: String
  let members: [Member]
  /// The text of the deltas, which is not empty, between its quotes.
  var deltas: Range<Int>?
  var hasLogProbabilities = false

  init(_ type: String, _ members: [Member]) {
    self.type = type
    self.members = members
  }
}

/// Where the deltas of one text are.
struct DeltaCursor: Sendable {
  private var walker = EscapeWalker()
  /// Ends of the deltas, in bytes of the decoded text.
  private var ends: [Int]
  private var index = 0

  /// Before the first delta of a text that is not empty.
  init(_ raw: Span<UInt8>, cuts: ([UInt8]) -> [Int]) {
    let text = JSONString.decoded(raw)
    ends = []
    var offset = 0
    var codePoints = 0
    for cut in cuts(text) where cut > codePoints {
      while codePoints < cut && offset < text.count {
        offset += 1
        while offset < text.count && text[offset] & 0xC0 == 0x80 { offset += 1 }
        codePoints += 1
      }
      guard offset < text.count else { break }
      ends.append(offset)
    }
    ends.append(text.count)
  }

  var isAtEnd: Bool { index >= ends.count }

  /// The range of the next delta in the raw bytes. An escape is never cut.
  mutating func next(_ raw: Span<UInt8>) -> Range<Int> {
    let start = walker.raw
    let end = walker.rawOffset(ofDecoded: ends[index], in: raw)
    index += 1
    return start..<end
  }
}
