/// UTF-8, checked in place.
enum UTF8Text {
  /// Whether the bytes are valid UTF-8.
  static func isValid(_ bytes: Span<UInt8>) -> Bool {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes)
      return true
    } catch {
      return false
    }
  }
}
