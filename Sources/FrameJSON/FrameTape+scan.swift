extension FrameTape {
  /// Reads one JSON text into the tape, in one pass.
  ///
  /// The grammar is RFC 8259 without any extension; strings must be UTF-8 by RFC 3629. A lone
  /// surrogate escape is accepted, since clients do cut emoji in two.
  ///
  /// - Parameters:
  ///   - bytes: The whole text.
  ///   - limits: What the text may hold.
  ///   - recordingDepth: Values nested deeper are checked and left off the tape; the root is at 0.
  public mutating func scan(
    _ bytes: Span<UInt8>, limits: FrameLimits = FrameLimits(), recordingDepth: Int = .max
  ) throws(FrameError) {
    values.removeAll(keepingCapacity: true)
    open.removeAll(keepingCapacity: true)
    guard bytes.count <= limits.frameBytes, bytes.count < Int(UInt32.max) else {
      throw FrameError(.tooLarge, at: limits.frameBytes)
    }
    var at = JSONLexer.skipSpace(bytes, from: 0)
    var key: JSONLexer.StringToken?
    var count = 0
    while true {
      // Here a value must start.
      guard at < bytes.count else { throw FrameError(.malformed, at: at) }
      guard count < limits.values else { throw FrameError(.tooManyValues, at: at) }
      count += 1
      let isRecorded = open.count <= recordingDepth
      var closed = false
      switch bytes[at] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard open.count < limits.depth else { throw FrameError(.tooDeep, at: at) }
        let isObject = bytes[at] == UInt8(ascii: "{")
        if isRecorded {
          open.append(UInt32(values.count))
          append(isObject ? .object : .array, from: at, to: at, key: key)
        } else {
          open.append(isObject ? Self.unrecordedObject : Self.unrecordedArray)
        }
        at = JSONLexer.skipSpace(bytes, from: at + 1)
        guard at < bytes.count else { throw FrameError(.malformed, at: at) }
        if bytes[at] == UInt8(ascii: isObject ? "}" : "]") {
          closed = true
        } else {
          key = isObject ? try JSONLexer.key(bytes, at: &at) : nil
          continue
        }
      case UInt8(ascii: "\""):
        let token = try JSONLexer.string(bytes, from: at)
        if isRecorded { append(token, key: key) }
        at = token.end + 1
      case UInt8(ascii: "t"):
        let start = at
        let end = try JSONLexer.literal(.true, bytes, at: &at)
        if isRecorded { append(.true, from: start, to: end, key: key) }
      case UInt8(ascii: "f"):
        let start = at
        let end = try JSONLexer.literal(.false, bytes, at: &at)
        if isRecorded { append(.false, from: start, to: end, key: key) }
      case UInt8(ascii: "n"):
        let start = at
        let end = try JSONLexer.literal(.null, bytes, at: &at)
        if isRecorded { append(.null, from: start, to: end, key: key) }
      default:
        let start = at
        let end = try JSONLexer.number(bytes, at: &at)
        if isRecorded { append(.number, from: start, to: end, key: key) }
      }
      // Here a value has ended: close containers until a comma asks for the next one.
      closing: while true {
        guard let container = open.last else {
          at = JSONLexer.skipSpace(bytes, from: at)
          guard at == bytes.count else { throw FrameError(.malformed, at: at) }
          return
        }
        at = JSONLexer.skipSpace(bytes, from: at)
        guard at < bytes.count else { throw FrameError(.malformed, at: at) }
        let isRecorded = container < Self.unrecordedObject
        let isObject =
          isRecorded ? values[Int(container)].kind == .object : container == Self.unrecordedObject
        if closed || bytes[at] == UInt8(ascii: isObject ? "}" : "]") {
          closed = false
          at += 1
          open.removeLast()
          if isRecorded {
            values[Int(container)].endOffset = UInt32(at)
            values[Int(container)].nextIndex = UInt32(values.count)
            if isObject && limits.refusesDuplicateKeys {
              try refuseDuplicateKeys(Int(container), bytes)
            }
          }
          continue closing
        }
        guard bytes[at] == UInt8(ascii: ",") else { throw FrameError(.malformed, at: at) }
        at = JSONLexer.skipSpace(bytes, from: at + 1)
        key = isObject ? try JSONLexer.key(bytes, at: &at) : nil
        break closing
      }
    }
  }

  /// Reads a JSON text that must be an object, as a frame is.
  public mutating func scanObject(
    _ bytes: Span<UInt8>, limits: FrameLimits = FrameLimits(), recordingDepth: Int = .max
  ) throws(FrameError) {
    try scan(bytes, limits: limits, recordingDepth: recordingDepth)
    guard root.kind == .object else { throw FrameError(.notAnObject, at: 0) }
  }

  /// What stands on the stack for a container that is not on the tape.
  private static var unrecordedObject: UInt32 { .max - 1 }
  private static var unrecordedArray: UInt32 { .max }

  @inline(__always)
  private mutating func append(_ token: JSONLexer.StringToken, key: JSONLexer.StringToken?) {
    append(.string, from: token.start, to: token.end, key: key)
    if token.isEscaped { values[values.count - 1].flags.insert(.escaped) }
  }

  @inline(__always)
  private mutating func append(
    _ kind: FrameValue.Kind, from start: Int, to end: Int, key: JSONLexer.StringToken?
  ) {
    var flags: FrameValue.Flags = []
    if let key {
      flags.insert(.keyed)
      if key.isEscaped { flags.insert(.keyEscaped) }
    }
    values.append(
      FrameValue(
        kind: kind, flags: flags, startOffset: UInt32(start), endOffset: UInt32(end),
        keyStart: UInt32(key?.start ?? 0), keyEnd: UInt32(key?.end ?? 0),
        nextIndex: UInt32(values.count + 1)))
  }
}
