internal import Dialects
internal import FrameJSON
internal import Recognizers
internal import Tokens

extension FrameMasker {
  /// Fills `textEdits` with the changes to a text that is itself JSON: its decoded strings and keys
  /// are masked, so that it stays JSON.
  ///
  /// - Returns: False if it is not JSON after all.
  mutating func editSource(
    _ text: Span<UInt8>, _ place: Place, _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) -> Bool {
    // The tape is taken out while it is walked, so that nothing else writes to it.
    var tape = source
    source = FrameTape()
    defer { source = tape }
    do throws(FrameError) {
      try tape.scan(text, limits: guardrail.settings.frame)
    } catch {
      return false
    }
    if place.form != .source, tape.root.kind != .object, tape.root.kind != .array {
      return false
    }
    // The containers around a value: where each ends, and the key it stands under.
    var holders: [(end: Int, key: Key?)] = []
    for index in tape.values.indices {
      let value = tape.values[index]
      while let holder = holders.last, holder.end <= index { holders.removeLast() }
      let key =
        value.keyRange.map { Key(range: $0, isEscaped: value.isKeyEscaped) }
        ?? holders.last?.key
      if let range = value.keyRange {
        let leaf = Leaf(range: range, isEscaped: value.isKeyEscaped, key: nil)
        var place = place
        place.isKey = true
        try edit(leaf, of: text, place, bytes, tokens)
      }
      switch value.kind {
      case .object, .array: holders.append((value.next, key))
      case .string:
        let leaf = Leaf(range: value.range, isEscaped: value.isEscaped, key: key)
        try edit(leaf, of: text, place, bytes, tokens)
      case .number:
        let number = text.extracting(value.range)
        if let token = try token(forNumber: number, key, of: text, place, bytes, tokens) {
          textEdits.append(TextRestorer.Edit(range: value.range, text: token))
        }
      case .true, .false, .null: break
      }
    }
    return true
  }

  /// The raw key that a value stands under.
  private struct Key {
    var range: Range<Int>
    var isEscaped: Bool
  }

  private struct Leaf {
    var range: Range<Int>
    var isEscaped: Bool
    var key: Key?
  }

  private mutating func token(
    forNumber number: Span<UInt8>, _ key: Key?, of text: Span<UInt8>, _ place: Place,
    _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) -> [UInt8]? {
    let raw = text.extracting(key?.range ?? 0..<0)
    guard key?.isEscaped == true else {
      return try token(forNumber: number, key: raw, place, bytes, tokens)
    }
    let decoded = JSONString.decoded(raw)
    return try token(forNumber: number, key: decoded.span, place, bytes, tokens)
  }

  private mutating func scan(
    _ decoded: Span<UInt8>, _ key: Key?, of text: Span<UInt8>, _ place: Place,
    _ bytes: Span<UInt8>
  ) throws(Refusal) {
    let raw = text.extracting(key?.range ?? 0..<0)
    guard key?.isEscaped == true else {
      try scan(decoded, key: raw, place, bytes)
      return
    }
    let decodedKey = JSONString.decoded(raw)
    try scan(decoded, key: decodedKey.span, place, bytes)
  }

  private mutating func edit(
    _ leaf: Leaf, of text: Span<UInt8>, _ place: Place, _ bytes: Span<UInt8>,
    _ tokens: ConnectionTokens
  ) throws(Refusal) {
    let raw = text.extracting(leaf.range)
    if leaf.isEscaped {
      let decoded = JSONString.decoded(raw)
      try edit(decoded.span, leaf, of: text, place, bytes, tokens)
    } else {
      try edit(raw, leaf, of: text, place, bytes, tokens)
    }
  }

  private mutating func edit(
    _ decoded: Span<UInt8>, _ leaf: Leaf, of text: Span<UInt8>, _ place: Place,
    _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) {
    try scan(decoded, leaf.key, of: text, place, bytes)
    keepLiterals(decoded, tokens)
    var walker = EscapeWalker()
    let raw = text.extracting(leaf.range)
    for finding in findings {
      guard let replacement = try replacement(of: finding, in: decoded, place, bytes, tokens)
      else { continue }
      var range = finding.range
      if leaf.isEscaped {
        let start = walker.rawOffset(ofDecoded: finding.start, in: raw)
        range = start..<walker.rawOffset(ofDecoded: finding.end, in: raw)
      }
      // Tokens and markers need no escape in the source.
      textEdits.append(
        TextRestorer.Edit(
          range: range.lowerBound + leaf.range.lowerBound..<range.upperBound
            + leaf.range.lowerBound, text: replacement))
    }
  }
}

/// Texts that may be the source of a JSON text.
enum SourceText {
  /// Whether the first character that is no white space opens an object, array or string.
  static func mayBeJSON(_ text: Span<UInt8>) -> Bool {
    for index in text.indices {
      switch text[index] {
      case 0x20, 0x09, 0x0A, 0x0D: continue
      case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""): return true
      default: return false
      }
    }
    return false
  }
}
