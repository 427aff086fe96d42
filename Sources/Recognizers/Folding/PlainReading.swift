/// A text without its disguises, its case and its separators: by it a value is known again whatever
/// was put between its characters.
public struct PlainReading {
  private var folder = TextFolder()

  /// A reader of texts.
  public init() {}

  /// Appends the letters and digits of a text as they read, in lower case.
  public mutating func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
    guard let folded = folder.fold(text) else {
      Self.append(text, to: &output)
      return
    }
    Self.append(folded.bytes.span, to: &output)
  }

  private static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
    var isASCII = true
    let start = output.count
    for index in text.indices {
      let byte = text[index].asciiLowercased
      guard byte.isASCIILower || byte.isASCIIDigit || byte >= 0x80 else { continue }
      if byte >= 0x80 { isASCII = false }
      output.append(byte)
    }
    guard !isASCII else { return }
    let lower = String(decoding: output[start...], as: UTF8.self).lowercased()
    output.replaceSubrange(start..., with: lower.utf8)
  }
}
