internal import FrameJSON

/// Where in JSON source a text is: in which string, under which key, and whether it is still JSON.
struct SourceTracker {
  /// What may come next.
  private enum Expected {
    /// The text itself, which is an object, an array or a string.
    case root
    case value, valueOrEnd, key, keyOrEnd, colon, commaOrEnd
    /// White space.
    case nothing
  }

  /// A number or word where a value is expected.
  enum Scalar {
    case length(Int)
    /// It is none that JSON has, or no comma or bracket follows.
    case none
    /// It may go on.
    case cut
  }

  private var expected = Expected.root
  private(set) var isKey = false
  private var searched = 0
  private var isEscaped = false
  private var holders: [(isObject: Bool, key: [UInt8])] = []
  private var key: [UInt8] = []

  /// How deep source may be, which is as deep as a frame may be; what is deeper is text.
  private static let mostHolders = 128
  /// A longer key is no context.
  private static let mostKeyBytes = 256
  /// How long a number or word may be, and how far behind its start a comma or bracket is looked
  /// for.
  private static let mostScalarBytes = 64
  private static let lookAhead = 256

  /// The key of the string that is open; a key has none.
  var leafKey: [UInt8] { isKey ? [] : valueKey }

  /// The key that a value stands under here.
  var valueKey: [UInt8] {
    if holders.last?.isObject == true { return key }
    return holders.last { !$0.key.isEmpty }?.key ?? []
  }

  /// Where the quote is that ends the string; nil if it is not there yet.
  mutating func endOfString(_ text: Span<UInt8>, base: Int) -> Int? {
    while searched - base < text.count {
      let byte = text[searched - base]
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        return searched
      }
      searched += 1
    }
    return nil
  }

  /// The string has ended, whose text is given if it is short enough for a key.
  mutating func endString(_ text: [UInt8]) {
    guard isKey else { return endValue() }
    key = text.count <= Self.mostKeyBytes ? text : []
    expected = .colon
  }

  mutating func endValue() { expected = holders.isEmpty ? .nothing : .commaOrEnd }

  /// A byte outside of strings, numbers and words; false if it may not stand there.
  mutating func pass(_ byte: UInt8, at position: Int) -> Bool {
    switch (byte, expected) {
    case (0x20, _), (0x09, _), (0x0A, _), (0x0D, _): break
    case (UInt8(ascii: "\""), .root), (UInt8(ascii: "\""), .value),
      (UInt8(ascii: "\""), .valueOrEnd), (UInt8(ascii: "\""), .key),
      (UInt8(ascii: "\""), .keyOrEnd):
      isKey = expected == .key || expected == .keyOrEnd
      searched = position + 1
      isEscaped = false
    case (UInt8(ascii: "{"), .root), (UInt8(ascii: "{"), .value), (UInt8(ascii: "{"), .valueOrEnd):
      return open(isObject: true)
    case (UInt8(ascii: "["), .root), (UInt8(ascii: "["), .value), (UInt8(ascii: "["), .valueOrEnd):
      return open(isObject: false)
    case (UInt8(ascii: "}"), .keyOrEnd), (UInt8(ascii: "}"), .commaOrEnd):
      return close(isObject: true)
    case (UInt8(ascii: "]"), .valueOrEnd), (UInt8(ascii: "]"), .commaOrEnd):
      return close(isObject: false)
    case (UInt8(ascii: ":"), .colon): expected = .value
    case (UInt8(ascii: ","), .commaOrEnd):
      expected = holders.last?.isObject == true ? .key : .value
    default: return false
    }
    return true
  }

  private mutating func open(isObject: Bool) -> Bool {
    guard holders.count < Self.mostHolders else { return false }
    holders.append((isObject, valueKey))
    key = []
    expected = isObject ? .keyOrEnd : .valueOrEnd
    return true
  }

  private mutating func close(isObject: Bool) -> Bool {
    guard holders.last?.isObject == isObject else { return false }
    key = holders.removeLast().key
    endValue()
    return true
  }

  /// Whether a byte can only be of a number or word.
  static func isScalar(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ":"),
      UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"):
      false
    default: true
    }
  }

  /// The number or word that a text begins with.
  func scalar(_ text: Span<UInt8>, isLast: Bool) -> Scalar {
    guard expected == .value || expected == .valueOrEnd else { return .none }
    var end = 0
    while end < text.count, Self.isScalar(text[end]) {
      end += 1
      if end > Self.mostScalarBytes { return .none }
    }
    var next = end
    while next < text.count, next < Self.lookAhead, text[next] <= 0x20 { next += 1 }
    let isOpen = next == text.count && next < Self.lookAhead
    if isOpen, !isLast { return .cut }
    guard isOpen || next == Self.lookAhead || Self.mayFollow(text[next]),
      Self.isValid(text.extracting(0..<end))
    else { return .none }
    return .length(end)
  }

  private static func mayFollow(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
  }

  /// Whether JSON has such a number or word.
  private static func isValid(_ scalar: Span<UInt8>) -> Bool {
    switch String(decoding: scalar.array, as: UTF8.self) {
    case "true", "false", "null": return true
    default: break
    }
    var at = 0
    if at < scalar.count, scalar[at] == UInt8(ascii: "-") { at += 1 }
    let first = at
    guard skipDigits(scalar, &at), scalar[first] != UInt8(ascii: "0") || at == first + 1 else {
      return false
    }
    if at < scalar.count, scalar[at] == UInt8(ascii: ".") {
      at += 1
      guard skipDigits(scalar, &at) else { return false }
    }
    if at < scalar.count, scalar[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if at < scalar.count, scalar[at] == UInt8(ascii: "+") || scalar[at] == UInt8(ascii: "-") {
        at += 1
      }
      guard skipDigits(scalar, &at) else { return false }
    }
    return at == scalar.count
  }

  /// Skips digits; false if there are none.
  private static func skipDigits(_ scalar: Span<UInt8>, _ at: inout Int) -> Bool {
    let start = at
    while at < scalar.count, 0x30...0x39 ~= scalar[at] { at += 1 }
    return at > start
  }
}
