internal import Dialects
internal import FrameJSON
internal import Recognizers

extension RequestMasker {
  /// Masks a text that is itself JSON on its decoded strings and keys, so that it stays JSON.
  ///
  /// - Returns: Whether it has changed; nil if it is not JSON after all.
  mutating func maskSource(
    _ text: Span<UInt8>, _ place: Place, _ bytes: Span<UInt8>, _ issuer: inout TokenIssuer
  ) throws(Refusal) -> Bool? {
    // The tape is taken out while it is walked, so that nothing else writes to it.
    var tape = source
    source = FrameTape()
    defer { source = tape }
    do throws(FrameError) {
      try tape.scan(text, limits: guardrail.settings.frame)
    } catch {
      return nil
    }
    if place.form == .sourceIfWhole, tape.root.kind != .object, tape.root.kind != .array {
      return nil
    }
    var outer = EscapeWalker()
    var changed = false
    // The containers around a value: where each ends, and the key it stands under.
    var holders: [(end: Int, key: Range<Int>?)] = []
    for index in tape.values.indices {
      let value = tape.values[index]
      while let holder = holders.last, holder.end <= index { holders.removeLast() }
      let key = value.keyRange ?? holders.last?.key
      if value.kind == .object || value.kind == .array { holders.append((value.next, key)) }
      if let range = value.keyRange {
        let leaf = Leaf(range: range, isEscaped: value.isKeyEscaped, key: nil)
        if try mask(leaf, of: text, place, &outer, bytes, &issuer) { changed = true }
      }
      if value.kind == .string {
        let leaf = Leaf(range: value.range, isEscaped: value.isEscaped, key: key)
        if try mask(leaf, of: text, place, &outer, bytes, &issuer) { changed = true }
      }
    }
    return changed
  }

  private struct Leaf {
    var range: Range<Int>
    var isEscaped: Bool
    /// The raw key that the string stands under.
    var key: Range<Int>?
  }

  private mutating func mask(
    _ leaf: Leaf, of text: Span<UInt8>, _ place: Place, _ outer: inout EscapeWalker,
    _ bytes: Span<UInt8>, _ issuer: inout TokenIssuer
  ) throws(Refusal) -> Bool {
    let raw = text.extracting(leaf.range)
    if leaf.isEscaped {
      let decoded = JSONString.decoded(raw)
      return try mask(decoded.span, leaf, raw, text, place, &outer, bytes, &issuer)
    }
    return try mask(raw, leaf, raw, text, place, &outer, bytes, &issuer)
  }

  private mutating func mask(
    _ decoded: Span<UInt8>, _ leaf: Leaf, _ raw: Span<UInt8>, _ text: Span<UInt8>,
    _ place: Place, _ outer: inout EscapeWalker, _ bytes: Span<UInt8>,
    _ issuer: inout TokenIssuer
  ) throws(Refusal) -> Bool {
    try scanLeaf(decoded, text.extracting(leaf.key ?? 0..<0), place, bytes)
    var inner = EscapeWalker()
    var changed = false
    for finding in findings {
      guard let replacement = try replacement(of: finding, in: decoded, place, bytes, &issuer)
      else { continue }
      var range = finding.range
      if leaf.isEscaped {
        let start = inner.rawOffset(ofDecoded: finding.start, in: raw)
        range = start..<inner.rawOffset(ofDecoded: finding.end, in: raw)
      }
      range = range.lowerBound + leaf.range.lowerBound..<range.upperBound + leaf.range.lowerBound
      if place.isEscaped {
        let string = bytes.extracting(place.range)
        let start = outer.rawOffset(ofDecoded: range.lowerBound, in: string)
        range = start..<outer.rawOffset(ofDecoded: range.upperBound, in: string)
      }
      // Tokens and markers need no escape at any depth.
      edits.replace(
        range.lowerBound + place.range.lowerBound..<range.upperBound + place.range.lowerBound,
        withText: replacement.span)
      changed = true
    }
    return changed
  }

  private mutating func scanLeaf(
    _ decoded: Span<UInt8>, _ key: Span<UInt8>, _ place: Place, _ bytes: Span<UInt8>
  ) throws(Refusal) {
    findings.removeAll(keepingCapacity: true)
    do throws(ScanFailure) {
      try engine.scan(decoded, key: key, budget: &budget, into: &findings)
    } catch {
      throw refusal(error, place, bytes)
    }
    countFindings(place, bytes)
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
