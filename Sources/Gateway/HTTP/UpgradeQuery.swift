internal import NIOHTTP1

/// The query of an upgrade, of which only the model is looked at.
enum UpgradeQuery {
  /// The model that a query names; nil if it names none.
  ///
  /// Names are percent-decoded before they are compared; case counts, and `+` is a space.
  static func model(in query: String) throws(HTTPAnswer) -> String? {
    var model: String?
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard decoded(parts[0]) == Array("model".utf8) else { continue }
      let bytes = parts.count > 1 ? decoded(parts[1]) : []
      guard let value = String(validating: bytes, as: UTF8.self),
        !value.allSatisfy(\.isWhitespace)
      else {
        throw HTTPAnswer(.badRequest, "model", "name a model in the query, or leave it out.")
      }
      guard model.map({ isSame($0, value) }) ?? true else {
        throw HTTPAnswer(.badRequest, "model", "the query names two models: name one.")
      }
      model = value
    }
    return model
  }

  /// A query with the model at its end, escaped.
  static func appending(model: String, to query: String?) -> String {
    var escaped = ""
    for byte in model.utf8 {
      switch byte {
      // RFC 3986, section 2.3: what needs no escape anywhere.
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        escaped.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        escaped += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    guard let query, !query.isEmpty else { return "model=\(escaped)" }
    return query + (query.hasSuffix("&") ? "" : "&") + "model=\(escaped)"
  }

  /// Whether two names are the same bytes: to a backend, other spellings of a letter are others.
  static func isSame(_ one: String, _ other: String) -> Bool {
    one.utf8.elementsEqual(other.utf8)
  }

  private static func decoded(_ text: Substring) -> [UInt8] {
    var decoded: [UInt8] = []
    var bytes = Array(text.utf8)[...]
    while let byte = bytes.popFirst() {
      let digits = bytes.prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16),
        !digits.contains(UInt8(ascii: "+")), !digits.contains(UInt8(ascii: "-"))
      {
        decoded.append(value)
        bytes = bytes.dropFirst(2)
      } else {
        decoded.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
      }
    }
    return decoded
  }
}
