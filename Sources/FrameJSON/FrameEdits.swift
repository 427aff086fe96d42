/// The changes to one frame: byte ranges and what takes their place.
///
/// Every byte outside the ranges is kept. The storage is kept from frame to frame.
public struct FrameEdits: Sendable {
  struct Edit: Sendable {
    var start: Int
    var end: Int
    var textStart: Int
    var textEnd: Int
  }

  private var edits: [Edit] = []
  private var replacements: [UInt8] = []
  private var isSorted = true

  /// No edits.
  public init() {}

  /// Whether nothing changes.
  public var isEmpty: Bool { edits.isEmpty }
  /// How many ranges change.
  public var count: Int { edits.count }

  /// Forgets all edits and keeps the storage.
  public mutating func removeAll() {
    edits.removeAll(keepingCapacity: true)
    replacements.removeAll(keepingCapacity: true)
    isSorted = true
  }

  /// Replaces a range, in bytes of the frame, by bytes that are right for that place; an empty
  /// range inserts. Ranges must not overlap; their order is free, but what is inserted at one place
  /// stands in the order of the calls.
  public mutating func replace(_ range: Range<Int>, with bytes: Span<UInt8>) {
    let start = replacements.count
    replacements.append(copying: bytes)
    add(range, from: start)
  }

  /// Replaces a range inside a string, in bytes of the frame, by text that is escaped for it.
  public mutating func replace(_ range: Range<Int>, withText text: Span<UInt8>) {
    let start = replacements.count
    JSONString.encode(text, into: &replacements)
    add(range, from: start)
  }

  private mutating func add(_ range: Range<Int>, from start: Int) {
    if let last = edits.last, last.end > range.lowerBound { isSorted = false }
    edits.append(
      Edit(
        start: range.lowerBound, end: range.upperBound, textStart: start,
        textEnd: replacements.count))
  }

  /// The frame with all edits made.
  public mutating func apply(to bytes: Span<UInt8>) -> [UInt8] {
    if !isSorted {
      // The text's place is the order of the calls, for what is inserted at one place.
      edits.sort { ($0.start, $0.end, $0.textStart) < ($1.start, $1.end, $1.textStart) }
      isSorted = true
    }
    var size = bytes.count
    for edit in edits { size += edit.textEnd - edit.textStart - (edit.end - edit.start) }
    var output: [UInt8] = []
    output.reserveCapacity(size)
    var at = 0
    for edit in edits {
      precondition(edit.start >= at, "edits of one frame overlap")
      output.append(copying: bytes.extracting(at..<edit.start))
      output.append(contentsOf: replacements[edit.textStart..<edit.textEnd])
      at = edit.end
    }
    output.append(copying: bytes.extracting(at..<bytes.count))
    return output
  }
}

extension [UInt8] {
  /// Appends the bytes of a span in one copy.
  public mutating func append(copying bytes: Span<UInt8>) {
    // The buffer is that of the span and does not leave the closure.
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
