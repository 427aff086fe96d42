internal import Foundation

/// A data URL (RFC 2397), or the base64 of a file without one.
struct DataURL {
  /// The type in lower case, without parameters; empty if there is none.
  let type: String
  /// The `charset` parameter in lower case; nil if there is none.
  let charset: String?
  /// What stands before the data.
  let head: [UInt8]
  /// The data as it is written.
  let data: ArraySlice<UInt8>
  let isBase64: Bool

  private static let scheme = Array("data:".utf8)

  /// Whether a text begins with `data:`.
  static func isDataURL(_ text: [UInt8]) -> Bool {
    // Who parses a URL takes white space and controls off its beginning.
    let url = text.drop { $0 <= 0x20 }
    return url.count > scheme.count
      && url.prefix(scheme.count).map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 } == scheme
  }

  /// A data URL; nil if the text is none.
  init?(_ text: [UInt8]) {
    guard Self.isDataURL(text), let comma = text.firstIndex(of: UInt8(ascii: ",")) else {
      return nil
    }
    let fields = String(
      decoding: text[..<comma].drop { $0 <= 0x20 }.dropFirst(Self.scheme.count), as: UTF8.self
    ).lowercased()
      .split(separator: ";", omittingEmptySubsequences: false).map { $0.filter { $0 > " " } }
    type = fields.first ?? ""
    isBase64 = fields.dropFirst().contains("base64")
    charset = fields.dropFirst().first { $0.hasPrefix("charset=") }
      .map { String($0.dropFirst(8)).filter { $0 != "\"" } }
    head = Array(text[...comma])
    data = text[(comma + 1)...]
  }

  /// The base64 of a file of which no type is given.
  init(bareBase64 text: [UInt8]) {
    type = ""
    charset = nil
    isBase64 = true
    head = []
    data = text[...]
  }

  /// Whether the type is one of text.
  var isText: Bool {
    let textTypes: Set<String> = [
      "application/json", "application/x-ndjson", "application/ndjson", "application/jsonl",
      "application/xml", "application/yaml", "application/x-yaml", "application/toml",
      "application/javascript", "application/x-javascript", "application/ecmascript",
      "application/sql", "application/x-sql",
    ]
    return type.hasPrefix("text/") || type.hasSuffix("+json") || type.hasSuffix("+xml")
      || textTypes.contains(type)
  }

  /// Whether nothing is said of what the data is.
  var isUntyped: Bool { type.isEmpty || type == "application/octet-stream" }

  /// The data; nil if it is not written as it says.
  var decoded: [UInt8]? {
    guard isBase64 else { return Self.percentDecoded(data) }
    let plain = data.contains(UInt8(ascii: "%")) ? Self.percentDecoded(data) : Array(data)
    guard let plain else { return nil }
    var text = plain.filter { $0 > 0x20 }.map { byte in
      byte == UInt8(ascii: "-") ? UInt8(ascii: "+") : byte == UInt8(ascii: "_") ? 0x2F : byte
    }
    while let last = text.last, last == UInt8(ascii: "=") { text.removeLast() }
    text.append(contentsOf: repeatElement(UInt8(ascii: "="), count: (4 - text.count % 4) % 4))
    return Data(base64Encoded: Data(text)).map { Array($0) }
  }

  /// The URL with other data.
  func encoded(_ bytes: [UInt8]) -> [UInt8] {
    guard !isBase64 else { return head + Data(bytes).base64EncodedData() }
    var text = head
    for byte in bytes {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        text.append(byte)
      default: text.append(contentsOf: Array("%".utf8) + Self.hex(byte >> 4) + Self.hex(byte & 15))
      }
    }
    return text
  }

  private static func hex(_ value: UInt8) -> [UInt8] { [value < 10 ? 0x30 + value : 0x37 + value] }

  private static func percentDecoded(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var at = text.startIndex
    while at < text.endIndex {
      if text[at] == UInt8(ascii: "%") {
        guard at + 2 < text.endIndex,
          let byte = UInt8(String(decoding: text[(at + 1)...(at + 2)], as: UTF8.self), radix: 16)
        else { return nil }
        bytes.append(byte)
        at += 3
      } else {
        bytes.append(text[at])
        at += 1
      }
    }
    return bytes
  }
}

/// Types of media that are told by their first bytes.
enum MediaSniffer {
  private static let signatures: [(offset: Int, bytes: [UInt8], type: String)] = [
    (0, [0x89, 0x50, 0x4E, 0x47], "image/png"), (0, [0xFF, 0xD8, 0xFF], "image/jpeg"),
    (0, Array("GIF8".utf8), "image/gif"), (8, Array("WEBP".utf8), "image/webp"),
    (0, Array("BM".utf8), "image/bmp"), (0, [0x49, 0x49, 0x2A, 0], "image/tiff"),
    (0, [0x4D, 0x4D, 0, 0x2A], "image/tiff"), (8, Array("WAVE".utf8), "audio/wav"),
    (0, Array("ID3".utf8), "audio/mpeg"), (0, [0xFF, 0xFB], "audio/mpeg"),
    (0, Array("OggS".utf8), "audio/ogg"), (0, Array("fLaC".utf8), "audio/flac"),
    (4, Array("ftypM4A".utf8), "audio/mp4"), (4, Array("ftyp".utf8), "video/mp4"),
    (0, Array("%PDF".utf8), "application/pdf"), (0, [0x50, 0x4B, 3, 4], "application/zip"),
    (0, [0x1F, 0x8B], "application/gzip"),
  ]

  /// The type of data; nil if it is not told.
  static func type(of data: [UInt8]) -> String? {
    signatures.first { signature in
      data.count >= signature.offset + signature.bytes.count
        && data[signature.offset...].starts(with: signature.bytes)
    }?.type
  }
}
