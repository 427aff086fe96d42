/// The values of one frame in the order of the text: a flat list that one scan fills.
///
/// A container is followed by what it holds; `FrameValue.next` jumps over it. The storage is kept
/// from frame to frame, so that scanning a frame of a common size allocates nothing. The tape does
/// not hold the bytes: each call is given the same bytes that were scanned.
public struct FrameTape: Sendable {
  /// All values; the root is first.
  public internal(set) var values: [FrameValue] = []
  var open: [UInt32] = []
  // Room for looking after duplicate keys.
  var members: [UInt32] = []
  var keySlots: [KeySlot] = []
  var decodedKey: [UInt8] = []

  /// An empty tape.
  public init() {}

  /// The root value. Only after a scan that succeeded.
  public var root: FrameValue { values[0] }

  /// Index of the first value inside the container at that index; equal to its `next` if empty.
  @inline(__always)
  public func firstChild(of index: Int) -> Int { index + 1 }

  /// Indexes of the values directly inside the container at that index, in order.
  public func children(of container: Int) -> [Int] {
    var children: [Int] = []
    var index = firstChild(of: container)
    while index < values[container].next {
      children.append(index)
      index = values[index].next
    }
    return children
  }

  /// Index of the member of that name in the object at `object`, nil if there is none.
  ///
  /// Names are compared decoded, so `"t\u0079pe"` is found as `type`.
  public func member(_ name: MemberName, of object: Int, in bytes: Span<UInt8>) -> Int? {
    guard values[object].kind == .object else { return nil }
    var index = firstChild(of: object)
    let end = values[object].next
    while index < end {
      if hasKey(name, at: index, in: bytes) { return index }
      index = values[index].next
    }
    return nil
  }

  /// Whether the member at that index has that name.
  @inline(__always)
  public func hasKey(_ name: MemberName, at index: Int, in bytes: Span<UInt8>) -> Bool {
    let value = values[index]
    guard let range = value.keyRange else { return false }
    return name.matches(bytes, range, isEscaped: value.isKeyEscaped)
  }

  /// Whether the value at that index is a string of just these characters.
  public func isString(_ text: MemberName, at index: Int, in bytes: Span<UInt8>) -> Bool {
    let value = values[index]
    return value.kind == .string && text.matches(bytes, value.range, isEscaped: value.isEscaped)
  }
}
