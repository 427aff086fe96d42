internal import Dialects
internal import FrameJSON
internal import Recognizers
internal import Tokens

/// Slots that carry a file, or the address of one.
extension FrameMasker {
  /// Masks the string of such a slot; answers whether it has changed.
  mutating func maskCarrier(
    _ place: Place, _ slot: Slot?, _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) -> Bool {
    let text = JSONString.decoded(bytes.extracting(place.range))
    if slot != .fetchableURL, let url = DataURL(text) {
      return try maskData(url, place, bytes, tokens)
    }
    if slot == .fileData { return try maskData(DataURL(bareBase64: text), place, bytes, tokens) }
    guard let visible = FetchableURL.visible(text) else {
      return try maskText(place, bytes, tokens)
    }
    guard output == nil else { return try maskText(place, bytes, tokens) }
    try checkFetchable(visible, place, bytes)
    return false
  }

  // MARK: URLs

  private mutating func checkFetchable(
    _ visible: [UInt8], _ place: Place, _ bytes: Span<UInt8>
  ) throws(Refusal) {
    guard guardrail.settings.fetchURLs == .check else { return }
    try scan(visible.span, place, bytes)
    for finding in findings {
      let recognizer = engine.set.recognizers[finding.recognizer]
      let value = visible[finding.range]
      guard actions[finding.recognizer] != .allow,
        recognizer.entity == "EMAIL_ADDRESS"
          || finding.isValidated && !value.allSatisfy({ 0x30...0x39 ~= $0 })
      else { continue }
      throw Refusal(
        "url_finding",
        "the URL to fetch holds \(recognizer.entity), and a token would break it; send another "
          + "URL, or let such URLs pass with --fetch-urls pass.",
        param: path(place, bytes, withIndexes: true))
    }
  }

  // MARK: Files

  private mutating func maskData(
    _ url: DataURL, _ place: Place, _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) -> Bool {
    if url.isText {
      // It may say that it is text, and not be readable.
      guard let data = url.decoded else { return try passMedia(url.type, place, bytes, tokens) }
      return try maskFile(data, url, place, bytes, tokens)
    }
    guard url.isUntyped else { return try passMedia(url.type, place, bytes, tokens) }
    guard let data = url.decoded else { return try maskText(place, bytes, tokens) }
    let isText = String(validating: data, as: UTF8.self) != nil && !data.contains(0)
    if isText { return try maskFile(data, url, place, bytes, tokens) }
    return try passMedia(MediaSniffer.type(of: data) ?? "", place, bytes, tokens)
  }

  /// Lets media pass unread if its type is one of those that may; answers whether it has changed.
  private mutating func passMedia(
    _ type: String, _ place: Place, _ bytes: Span<UInt8>, _ tokens: ConnectionTokens
  ) throws(Refusal) -> Bool {
    let isName = type.utf8.count <= 127 && type.utf8.allSatisfy { Self.isTypeCharacter($0) }
    let name = isName && !type.isEmpty ? type : "of an unknown type"
    if isName, guardrail.settings.passedMedia.contains(where: { $0.matches(type) }) {
      if output == nil { report.countMedia(type) }
      return false
    }
    // There is no one to refuse it to: what cannot be read as a file is read as a text.
    guard output == nil else { return try maskText(place, bytes, tokens) }
    throw Refusal(
      "media",
      "a file \(name) cannot be read; send its text, or let such files pass unread with "
        + "--pass-media.",
      param: path(place, bytes, withIndexes: true))
  }

  private static func isTypeCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Masks the text of a file; without a finding its bytes stay as they are.
  private mutating func maskFile(
    _ data: [UInt8], _ url: DataURL, _ place: Place, _ bytes: Span<UInt8>,
    _ tokens: ConnectionTokens
  ) throws(Refusal) -> Bool {
    guard let file = FileText(data, charset: url.charset) else {
      return try passMedia(url.type, place, bytes, tokens)
    }
    guard file.text.count <= guardrail.settings.frame.scannedTextBytes else {
      throw tooLong(place, bytes)
    }
    var inFile = place
    inFile.form = .sourceIfWhole
    inFile.keyHolder = nil
    try editText(file.text.span, inFile, bytes, tokens)
    guard !textEdits.isEmpty else { return false }
    var changes = FrameEdits()
    for edit in textEdits { changes.replace(edit.range, with: edit.text.span) }
    let masked = url.encoded(file.encoded(changes.apply(to: file.text.span)))
    edits.replace(place.range, withText: masked.span)
    return true
  }
}
