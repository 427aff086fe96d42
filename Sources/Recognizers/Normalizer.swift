/// The one way to write a value, whatever spelling it came in.
///
/// It is part of the token contract: two spellings of one value have tokens that begin alike.
public enum Normalizer: String, Sendable, CaseIterable {
  /// As it is.
  case none
  /// Lower case, by the Unicode mapping of each character.
  case lower
  /// The ASCII digits of it.
  case digits
  /// ASCII letters in upper case and ASCII digits, nothing else.
  case upperAlphanumerics = "upper_alphanumerics"

  /// The normalised form of a value; both are UTF-8.
  public func normalized(_ value: Span<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(value.count)
    var isASCII = true
    for index in value.indices {
      let byte = value[index]
      if byte >= 0x80 { isASCII = false }
      switch self {
      case .none: output.append(byte)
      case .lower: output.append(byte.asciiLowercased)
      case .digits: if byte.isASCIIDigit { output.append(byte) }
      case .upperAlphanumerics:
        if byte.isASCIIUpper || byte.isASCIIDigit {
          output.append(byte)
        } else if byte.isASCIILower {
          output.append(byte & 0xDF)
        }
      }
    }
    if self == .lower, !isASCII {
      return Array(String(decoding: output, as: UTF8.self).lowercased().utf8)
    }
    return output
  }
}
