/// One value of a frame: its kind and where its bytes are.
///
/// All offsets are in bytes from the start of the frame. Strings and keys are given without their
/// quotes and still escaped; `JSONString` decodes them.
public struct FrameValue: Sendable, Equatable {
  /// The kinds of JSON value.
  public enum Kind: UInt8, Sendable {
    case object, array, string, number, `true`, `false`, null
  }

  struct Flags: OptionSet, Sendable {
    let rawValue: UInt8
    static let escaped = Flags(rawValue: 1)
    static let keyed = Flags(rawValue: 2)
    static let keyEscaped = Flags(rawValue: 4)
  }

  /// What the value is.
  public internal(set) var kind: Kind
  var flags: Flags
  var startOffset: UInt32
  var endOffset: UInt32
  var keyStart: UInt32
  var keyEnd: UInt32
  var nextIndex: UInt32

  /// The bytes of the value; of a string what is between its quotes.
  public var range: Range<Int> { Int(startOffset)..<Int(endOffset) }
  /// The bytes between the quotes of the member's key; nil for an array element and for the root.
  public var keyRange: Range<Int>? {
    flags.contains(.keyed) ? Int(keyStart)..<Int(keyEnd) : nil
  }
  /// Index on the tape of the value that follows this one and all it holds.
  public var next: Int { Int(nextIndex) }
  /// Whether a string holds a backslash escape.
  public var isEscaped: Bool { flags.contains(.escaped) }
  /// Whether the key holds a backslash escape.
  public var isKeyEscaped: Bool { flags.contains(.keyEscaped) }
}
