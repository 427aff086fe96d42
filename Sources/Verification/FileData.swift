internal import Foundation

/// Text in data URLs and in the base64 of files.
enum FileData {
  /// What the string of a file says.
  enum Reading: Equatable {
    /// Text, as UTF-8.
    case text([UInt8])
    /// No data: it is read as it stands.
    case none
    /// Media that cannot be read.
    case media
  }

  /// Reads a string.
  ///
  /// - Parameter mayBeBare: Whether it may be base64 without a head.
  static func read(_ string: [UInt8], mayBeBare: Bool) -> Reading {
    let url = String(decoding: string.drop { $0 <= 0x20 }.prefix(5), as: UTF8.self).lowercased()
    guard url == "data:", let comma = string.firstIndex(of: UInt8(ascii: ",")) else {
      guard mayBeBare, url != "data:" else { return .none }
      return read(base64(string[...]), type: "", charset: nil)
    }
    let head = String(decoding: string[..<comma].drop { $0 <= 0x20 }.dropFirst(5), as: UTF8.self)
    let fields = head.lowercased().split(separator: ";", omittingEmptySubsequences: false)
      .map { $0.filter { $0 > " " } }
    let charset = fields.first { $0.hasPrefix("charset=") }
      .map { $0.dropFirst(8).filter { $0 != "\"" } }
    let body = string[(comma + 1)...]
    let isBase64 = fields.dropFirst().contains("base64")
    return read(
      isBase64 ? base64(body) : percentDecoded(body), type: fields.first ?? "", charset: charset)
  }

  private static func read(_ data: Data?, type: String, charset: String?) -> Reading {
    let isUntyped = type.isEmpty || type == "application/octet-stream"
    guard let data else { return isUntyped ? .none : .media }
    if isUntyped {
      guard !data.contains(0), let text = String(bytes: data, encoding: .utf8) else {
        return .media
      }
      return .text(Array(text.utf8))
    }
    guard isText(type) else { return .media }
    return decoded(data, charset).map { .text(Array($0.utf8)) } ?? .media
  }

  /// Whether a type is one of text.
  private static func isText(_ type: String) -> Bool {
    guard !type.hasPrefix("text/"), !type.hasSuffix("+json"), !type.hasSuffix("+xml") else {
      return true
    }
    let words = [
      "json", "jsonl", "ndjson", "xml", "yaml", "toml", "javascript", "ecmascript", "sql",
    ]
    return words.contains { type == "application/\($0)" || type == "application/x-\($0)" }
  }

  /// The text of a file: by its byte order mark, its charset, the zeros of UTF-16, as UTF-8, and
  /// else as Windows-1252.
  private static func decoded(_ data: Data, _ charset: String?) -> String? {
    if data.starts(with: [0xEF, 0xBB, 0xBF]) { return decoded(data.dropFirst(3), charset) }
    let isMarked = data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF])
    if isMarked, let text = String(data: data, encoding: .utf16) { return text }
    if let encoding = utf16(data, charset), let text = String(data: data, encoding: encoding) {
      return text
    }
    guard charset?.hasPrefix("utf-32") != true, charset?.hasPrefix("ucs-4") != true else {
      return nil
    }
    let latin = ["windows-1252", "cp1252", "iso-8859-1", "latin1", "us-ascii"]
    if charset.map({ latin.contains($0) }) != true,
      let text = String(data: data, encoding: .utf8)
    {
      return text
    }
    // Five bytes have no character in Windows-1252.
    return String(data: data, encoding: .windowsCP1252)
      ?? String(data: data, encoding: .isoLatin1)
  }

  /// In which order the bytes of UTF-16 without a mark are; nil if it is none.
  private static func utf16(_ data: Data, _ charset: String?) -> String.Encoding? {
    if charset == "utf-16be" { return .utf16BigEndian }
    if charset?.hasPrefix("utf-16") == true { return .utf16LittleEndian }
    var zeros = [0, 0]
    for (offset, byte) in data.enumerated() where byte == 0 { zeros[offset % 2] += 1 }
    guard data.count % 2 == 0, zeros.contains(0), (zeros[0] + zeros[1]) * 4 >= data.count else {
      return nil
    }
    return zeros[0] == 0 ? .utf16LittleEndian : .utf16BigEndian
  }

  /// What base64 says, in its alphabet for URLs too, with or without padding.
  private static func base64(_ text: ArraySlice<UInt8>) -> Data? {
    guard let plain = text.contains(UInt8(ascii: "%")) ? percentDecoded(text) : Data(text) else {
      return nil
    }
    var letters = String(decoding: plain.filter { $0 > 0x20 }, as: UTF8.self)
      .replacing("-", with: "+").replacing("_", with: "/")
    while letters.hasSuffix("=") { letters.removeLast() }
    letters += String(repeating: "=", count: (4 - letters.utf8.count % 4) % 4)
    return Data(base64Encoded: letters)
  }

  private static func percentDecoded(_ text: ArraySlice<UInt8>) -> Data? {
    var data = Data()
    var at = text.startIndex
    while at < text.endIndex {
      guard text[at] == UInt8(ascii: "%") else {
        data.append(text[at])
        at += 1
        continue
      }
      guard at + 2 < text.endIndex,
        let byte = UInt8(String(decoding: text[(at + 1)...(at + 2)], as: UTF8.self), radix: 16)
      else { return nil }
      data.append(byte)
      at += 3
    }
    return data
  }
}
