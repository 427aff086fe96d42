internal import FrameJSON

/// A string of JSON source as it reads, and where in the source its bytes come from.
struct LeafText {
  /// The text from `base` on, as far as it is still looked at.
  private(set) var bytes: [UInt8] = []
  private(set) var base = 0
  /// Up to where the source has been read, in bytes from its start.
  private(set) var read: Int
  /// Where an escape has ended, in the text and in the source, in order: up to the next one both
  /// go on alike.
  private var places: [(text: Int, source: Int)]

  /// Escapes: `\u` with four digits, and twice that for what lies outside the first plane.
  private static let escapeBytes = 6

  init(at start: Int) {
    read = start
    places = [(0, start)]
  }

  /// The text if all of it is still there, else nothing.
  var whole: [UInt8] { base == 0 ? bytes : [] }

  /// Where in the source a byte of the text begins.
  func source(of offset: Int) -> Int {
    var low = 0
    var high = places.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if places[middle].text <= offset { low = middle } else { high = middle }
    }
    let plain = places[low].source + offset - places[low].text
    return low + 1 < places.count ? min(plain, places[low + 1].source) : plain
  }

  /// Reads more of the source.
  ///
  /// - Parameters:
  ///   - raw: The source from `read` on.
  ///   - isWhole: Whether the string ends with it; else an escape that is cut off is left.
  mutating func append(_ raw: Span<UInt8>, isWhole: Bool) {
    var at = 0
    while at < raw.count {
      let start = at
      while at < raw.count, raw[at] != UInt8(ascii: "\\") { at += 1 }
      bytes.append(copying: raw.extracting(start..<at))
      guard at < raw.count else { break }
      guard let length = Self.escapeLength(raw, at: at, isWhole: isWhole) else { break }
      if length == 1 {
        bytes.append(raw[at])
      } else {
        JSONString.decode(raw.extracting(at..<at + length), into: &bytes)
      }
      at += length
      places.append((base + bytes.count, read + at))
    }
    read += at
  }

  /// Lets go of what stands before an offset, once that is worth a copy.
  mutating func forget(upTo offset: Int) {
    let spare = offset - base
    guard spare >= 1_024 else { return }
    bytes.removeFirst(spare)
    base = offset
    if let first = places.lastIndex(where: { $0.text <= offset }) { places.removeFirst(first) }
  }

  /// How long an escape is; 1 for a backslash that begins none, nil if it is cut off.
  private static func escapeLength(_ raw: Span<UInt8>, at start: Int, isWhole: Bool) -> Int? {
    guard start + 1 < raw.count else { return isWhole ? 1 : nil }
    guard raw[start + 1] == UInt8(ascii: "u") else { return 2 }
    guard start + escapeBytes <= raw.count else { return isWhole ? 1 : nil }
    guard let unit = unit(raw, at: start) else { return 1 }
    guard 0xD800...0xDBFF ~= unit else { return escapeBytes }
    guard start + 2 * escapeBytes <= raw.count else { return isWhole ? escapeBytes : nil }
    guard let low = self.unit(raw, at: start + escapeBytes), 0xDC00...0xDFFF ~= low else {
      return escapeBytes
    }
    return 2 * escapeBytes
  }

  /// The code unit that `\uXXXX` writes; nil if that stands there not.
  private static func unit(_ raw: Span<UInt8>, at start: Int) -> UInt32? {
    guard raw[start] == UInt8(ascii: "\\"), raw[start + 1] == UInt8(ascii: "u") else { return nil }
    var unit: UInt32 = 0
    for index in start + 2..<start + escapeBytes {
      switch raw[index] {
      case 0x30...0x39: unit = unit << 4 | UInt32(raw[index] - 0x30)
      case 0x41...0x46, 0x61...0x66: unit = unit << 4 | UInt32((raw[index] & 0xDF) - 0x37)
      default: return nil
      }
    }
    return unit
  }
}
