/// Runs of base64 (RFC 4648, both alphabets) in a text that decode to text.
public struct Base64Runs {
  /// Shortest and longest run that is decoded, in characters: shorter ones hold no finding, longer
  /// ones are files.
  static let lengths = 16...8_192

  private var decoded: [UInt8] = []

  /// A reader of texts.
  public init() {}

  /// Calls `body` for each run that decodes to printable UTF-8, with its place in bytes of the text and
  /// what it says.
  public mutating func forEach<Failure: Error>(
    in text: Span<UInt8>,
    _ body: (_ run: Range<Int>, _ decoded: [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    var at = 0
    while at < text.count {
      guard Self.values[Int(text[at])] < 64 else {
        at += 1
        continue
      }
      let start = at
      while at < text.count, Self.values[Int(text[at])] < 64 { at += 1 }
      let end = at
      while at < text.count, at - end < 2, text[at] == UInt8(ascii: "=") { at += 1 }
      guard Self.lengths.contains(end - start), decode(text, start..<end) else { continue }
      try body(start..<at, decoded)
    }
  }

  /// Fills `decoded`; false as soon as it is no text.
  private mutating func decode(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count % 4 != 1 else { return false }
    decoded.removeAll(keepingCapacity: true)
    var bits: UInt32 = 0
    var count = 0
    for index in range {
      bits = bits << 6 | UInt32(Self.values[Int(text[index])])
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      let byte = UInt8(truncatingIfNeeded: bits >> UInt32(count))
      guard byte >= 0x20 && byte != 0x7F || byte == 0x09 || byte == 0x0A || byte == 0x0D else {
        return false
      }
      decoded.append(byte)
    }
    guard decoded.contains(where: { $0 >= 0x80 }) else { return true }
    return String(validating: decoded, as: UTF8.self) != nil
  }

  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 64, count: 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, byte) in alphabet.utf8.enumerated() { table[Int(byte)] = UInt8(value) }
    table[Int(UInt8(ascii: "-"))] = 62
    table[Int(UInt8(ascii: "_"))] = 63
    return table
  }()
}
