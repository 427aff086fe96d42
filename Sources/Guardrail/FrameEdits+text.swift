internal import FrameJSON
internal import Tokens

extension FrameEdits {
  /// Makes changes to the decoded text of a string.
  ///
  /// - Parameters:
  ///   - textEdits: In order, in bytes of the decoded text.
  ///   - range: Where the string is in the frame, without its quotes.
  ///   - escaped: The raw string; nil if it holds no escapes.
  mutating func replace(
    _ textEdits: [TextRestorer.Edit], in range: Range<Int>, escaped: Span<UInt8>?
  ) {
    var walker = EscapeWalker()
    for edit in textEdits {
      var part = edit.range
      if let escaped {
        let start = walker.rawOffset(ofDecoded: part.lowerBound, in: escaped)
        part = start..<walker.rawOffset(ofDecoded: part.upperBound, in: escaped)
      }
      replace(
        part.lowerBound + range.lowerBound..<part.upperBound + range.lowerBound,
        withText: edit.text.span)
    }
  }
}
