internal import Recognizers

/// A text of a frame, for scanning and searching. It holds values: nothing of it may be printed but
/// its path.
struct FrameText {
  /// What the place of a text says of what may stand there.
  enum Kind: Equatable {
    /// Text as any other.
    case text
    /// A whole string of the class of ids under `type`, `status` or `role`, or under the name of an
    /// id, where the table has no row: only what has a check and fills it is a finding.
    case name(isID: Bool)
    /// The value of an HTTP header: secrets may stand there.
    case header
    /// A URL that the provider fetches: it is not changed, and what it may hold is decided when its
    /// frame is refused or not.
    case url
    /// An id: a value is searched for as it is, and nothing is a finding.
    case identifier
    /// An enumeration or another name of the API, which may also be a word of a value.
    case structural
    /// A number that may be a card, a phone or the like.
    case number
    /// A number of the backend, which nothing changes: a value is searched for as it is.
    case fixedNumber
    /// A piece of a text that arrives in several events.
    case piece(isSource: Bool)
  }

  /// Its place in the notation of the protocol facts, `*` for keys of the caller's own.
  let path: String
  /// What tells its place from all others of the frame, keys and indexes, as far as masking leaves
  /// them; all texts of one string have the same.
  let place: [UInt8]
  /// The key that it stands under, as UTF-8; empty for none.
  let key: [UInt8]
  /// The text, as UTF-8.
  var bytes: [UInt8]
  let kind: Kind

  /// Other text at the same place.
  func with(_ bytes: [UInt8]) -> FrameText {
    var text = self
    text.bytes = bytes
    return text
  }

  /// The list that it is a part of, and which; nil if it is not the `text` of a part.
  var part: (list: ArraySlice<UInt8>, index: Int)? {
    let steps = place.split(separator: 0, omittingEmptySubsequences: false)
    guard steps.count > 2, steps[steps.count - 1].elementsEqual("text".utf8),
      let index = Int(String(decoding: steps[steps.count - 2], as: UTF8.self))
    else { return nil }
    return (place[..<steps[steps.count - 2].startIndex], index)
  }

  /// Whether it is a piece of a text.
  var isPiece: Bool { if case .piece = kind { true } else { false } }

  /// Whether values are searched for. A word of the API may also be one of a value.
  var isSearched: Bool {
    switch kind {
    case .structural, .piece, .name(isID: false): false
    case .text, .name(isID: true), .header, .url, .identifier, .number, .fixedNumber: true
    }
  }

  /// Whether values are searched for as they read, too.
  var isReadable: Bool {
    switch kind {
    case .text, .header, .url, .number: true
    case .name, .identifier, .structural, .fixedNumber, .piece: false
    }
  }
}

/// What a frame says.
struct FrameContents {
  /// Its type; empty if it has none.
  var type = ""
  /// Whether the protocol table has a row for it.
  var isKnown = false
  /// What tells its stream from others, if it is about one: lane, item and part, raw.
  var stream: [UInt8] = []
  /// Whose its connection is.
  var principal: [UInt8] = []
  /// Its lane, raw.
  var lane: [UInt8] = []
  /// Whether output text is JSON, as its response was asked for.
  var asksForJSON = false
  var texts: [FrameText] = []
  /// The whole of a text, if it ends one.
  var whole: [UInt8]?

  /// Whether it brings pieces of a text.
  var isDelta: Bool { type.hasSuffix(".delta") }
  /// Whether it ends a stream.
  var isDone: Bool { type.hasSuffix(".done") }
  /// The family of streams that it is about.
  var family: Substring { type.dropLast(isDelta ? 6 : isDone ? 5 : 0) }
  /// The family as it may be printed: what the table does not know may hold anything.
  var printedFamily: String { isKnown ? String(family) : "*" }

  /// What tells the stream of a delta from those of other families.
  var streamName: [UInt8] { Array(type.utf8) + [0] + stream }
}

extension [UInt8] {
  /// The whole characters of UTF-8 in the first bytes, and the rest of the last one.
  func characters(inFirst count: Int) -> ArraySlice<UInt8> {
    self[..<span.characterBorder(atOrAfter: Swift.min(count, self.count))]
  }

  /// The whole characters of UTF-8 in the last bytes.
  func characters(inLast count: Int) -> ArraySlice<UInt8> {
    self[span.characterBorder(atOrAfter: Swift.max(0, self.count - count))...]
  }
}
