/// A URL that the provider fetches: a token in it would break it.
enum FetchableURL {
  private static let signing: Set<String> = [
    "googleaccessid", "awsaccesskeyid", "signature", "policy", "key-pair-id", "sig", "token", "key",
  ]
  private static let signingPrefixes = ["x-amz-", "x-goog-"]

  /// What of a URL is scanned: its path, query and fragment without the values of parameters that
  /// sign it. The rest is blank, so that offsets are the same. Nil if the text is no URL.
  static func visible(_ text: [UInt8]) -> [UInt8]? {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon + 2 < text.count,
      text[colon + 1] == UInt8(ascii: "/"), text[colon + 2] == UInt8(ascii: "/"),
      text[..<colon].allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "/") })
    else { return nil }
    var visible = text
    var at = colon + 3
    while at < text.count, text[at] != UInt8(ascii: "/"), text[at] != UInt8(ascii: "?"),
      text[at] != UInt8(ascii: "#")
    {
      at += 1
    }
    blank(0..<at, &visible)
    let query = text[at...].firstIndex(of: UInt8(ascii: "?")) ?? text.endIndex
    let end = text[query...].firstIndex(of: UInt8(ascii: "#")) ?? text.endIndex
    guard query < end else { return visible }
    var start = query + 1
    for parameter in text[start..<end].split(
      separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
    {
      if let equals = parameter.firstIndex(of: UInt8(ascii: "=")),
        signs(parameter[..<equals])
      {
        blank(equals + 1..<start + parameter.count, &visible)
      }
      start += parameter.count + 1
    }
    return visible
  }

  private static func signs(_ name: ArraySlice<UInt8>) -> Bool {
    let lower = String(decoding: name, as: UTF8.self).lowercased()
    return signing.contains(lower) || signingPrefixes.contains { lower.hasPrefix($0) }
  }

  private static func blank(_ range: Range<Int>, _ text: inout [UInt8]) {
    for index in range { text[index] = UInt8(ascii: " ") }
  }
}
