/// A text of a frame, for scanning and searching. It holds values: nothing of it may be printed but
/// its path.
struct FrameText {
  /// What the place of a text says of what may stand there.
  enum Kind: Equatable {
    /// Text as any other.
    case text
    /// A whole string of the class of ids under a name such as `id` where the table has no row: only
    /// what has a check and fills it is a finding.
    case name
    /// The value of an HTTP header: secrets may stand there.
    case header
    /// A URL that the provider fetches: it is not changed, and what it may hold is decided when its
    /// frame is refused or not.
    case url
    /// An id or a number: a value is searched for as it is, and nothing is a finding.
    case identifier
    /// A piece of a text that arrives in several events.
    case piece(isSource: Bool)
  }

  /// Its place in the notation of the protocol facts, `*` for keys of the caller's own.
  let path: String
  /// The key that it stands under, as UTF-8; empty for none.
  let key: [UInt8]
  /// The text, as UTF-8.
  let bytes: [UInt8]
  let kind: Kind
}

/// What a frame says.
struct FrameContents {
  /// Its type; empty if it has none.
  var type = ""
  /// What tells its stream from others, if it is about one: lane, item and part, raw.
  var stream: [UInt8] = []
  /// Its lane, raw.
  var lane: [UInt8] = []
  var texts: [FrameText] = []

  /// Whether it brings pieces of a text.
  var isDelta: Bool { type.hasSuffix(".delta") }
  /// The name of the family of streams that it is about.
  var family: Substring { type.dropLast(isDelta ? 6 : isDone ? 5 : 0) }
  /// Whether it ends a stream.
  var isDone: Bool { type.hasSuffix(".done") }
}
