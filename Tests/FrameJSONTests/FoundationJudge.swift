import Foundation
import FrameJSON
import Testing

/// Every string and key that Foundation reads in a text, as UTF-8.
func foundationStrings(_ bytes: [UInt8]) throws -> [[UInt8]] {
  func strings(_ value: Any) -> [[UInt8]] {
    switch value {
    case let text as String: [Array(text.utf8)]
    case let elements as [Any]: elements.flatMap(strings)
    case let members as [String: Any]:
      members.flatMap { [Array($0.key.utf8)] + strings($0.value) }
    default: []
    }
  }
  return strings(
    try JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed]))
}

/// Whether Foundation's verdict on a text is known not to be that of RFC 8259 with UTF-8.
///
/// It tells the encoding from the first bytes, takes trailing commas, and refuses lone surrogates
/// and numbers that no double can hold.
func isReadDifferentlyByFoundation(_ bytes: [UInt8]) -> Bool {
  if bytes.prefix(4).contains(0) || bytes.starts(with: [0xEF, 0xBB, 0xBF])
    || bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
  {
    return true
  }
  guard let model = try? ReferenceParser.parse(bytes) else {
    return (try? ReferenceParser.parse(bytes, trailingCommas: true)) != nil
  }
  return model.strings.contains { String(validating: $0, as: UTF16.self) == nil }
    || model.numbers.contains { Double($0).map { !$0.isFinite } ?? true }
}

@Suite struct FoundationJudgeTests {
  @Test(arguments: [
    ("trailing comma in an array", "[1,]"),
    ("trailing comma in an object", #"{"a":1,}"#),
    ("byte order mark", "\u{FEFF}{}"),
    ("UTF-16", "{\0}\0"),
    ("NUL behind one digit", "1\0"),
    ("key that comes twice", #"{"a":1,"a":2}"#),
  ]) func `Foundation accepts what is refused here`(name: String, text: String) {
    #expect(verdict(Array(text.utf8)) != nil)
    #expect((try? foundationStrings(Array(text.utf8))) != nil)
  }

  @Test(arguments: [
    #"["\ud83d"]"#, #"["\ude00"]"#, #"["\ud83dx"]"#, #"["\ude00\ud83d"]"#,
    #"["\ud83d\ud83d\ude00"]"#, "1e400", "-1e400", "1e99999999999999999999",
    String(repeating: "[", count: 513) + String(repeating: "]", count: 513),
  ]) func `Foundation refuses what is accepted here`(text: String) {
    var limits = FrameLimits()
    limits.depth = 1_000
    #expect(verdict(Array(text.utf8), limits: limits) == nil)
    #expect((try? foundationStrings(Array(text.utf8))) == nil)
  }
}
