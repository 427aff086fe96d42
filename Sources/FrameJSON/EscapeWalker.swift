/// Walks over the raw bytes of a string that a scan has accepted and keeps count of where its
/// decoded text is.
///
/// This is how an offset in the text, where a finding is, becomes an offset in the frame, where
/// the splice is: a walk that only goes forward, in place of a map with an entry per character.
public struct EscapeWalker: Sendable {
  enum Unit {
    case byte(UInt8)
    case scalar(UInt32)
  }

  /// Offset in the raw bytes, from the start of the string.
  public private(set) var raw = 0
  /// Offset in the decoded text as UTF-8.
  public private(set) var decoded = 0

  /// A walker at the start of a string.
  public init() {}

  /// Walks to an offset in the decoded text, which is not before the present one and is at the
  /// border of a character; returns the offset in the raw bytes.
  public mutating func rawOffset(ofDecoded offset: Int, in bytes: Span<UInt8>) -> Int {
    while decoded < offset { _ = step(bytes) }
    return raw
  }

  /// Walks to the next escape, or to the end.
  mutating func skipToEscape(_ bytes: Span<UInt8>) {
    let start = raw
    while raw < bytes.count && bytes[raw] != UInt8(ascii: "\\") { raw += 1 }
    decoded += raw - start
  }

  /// Walks over one byte that is no escape, or over one escape (of a surrogate pair: over both).
  @inline(__always)
  mutating func step(_ bytes: Span<UInt8>) -> Unit {
    let byte = bytes[raw]
    guard byte == UInt8(ascii: "\\") else {
      raw += 1
      decoded += 1
      return .byte(byte)
    }
    return escape(bytes)
  }

  private mutating func escape(_ bytes: Span<UInt8>) -> Unit {
    let letter = bytes[raw + 1]
    guard letter == UInt8(ascii: "u") else {
      raw += 2
      decoded += 1
      switch letter {
      case UInt8(ascii: "b"): return .byte(0x08)
      case UInt8(ascii: "f"): return .byte(0x0C)
      case UInt8(ascii: "n"): return .byte(0x0A)
      case UInt8(ascii: "r"): return .byte(0x0D)
      case UInt8(ascii: "t"): return .byte(0x09)
      default: return .byte(letter)
      }
    }
    var scalar = UInt32(JSONString.hexUnit(bytes, at: raw + 2) ?? 0xFFFD)
    raw += 6
    if 0xD800...0xDBFF ~= scalar, raw + 6 <= bytes.count, bytes[raw] == UInt8(ascii: "\\"),
      bytes[raw + 1] == UInt8(ascii: "u"), let low = JSONString.hexUnit(bytes, at: raw + 2),
      0xDC00...0xDFFF ~= low
    {
      scalar = 0x10000 + (scalar - 0xD800) << 10 + (UInt32(low) - 0xDC00)
      raw += 6
    }
    switch scalar {
    case 0..<0x80: decoded += 1
    case 0x80..<0x800: decoded += 2
    case 0x800..<0x10000: decoded += 3
    default: decoded += 4
    }
    return .scalar(scalar)
  }
}
