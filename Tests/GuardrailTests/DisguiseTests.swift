import Foundation
import Testing

/// Values that do not look as a rule expects them, because software or an attacker wrote them so.
@Suite struct DisguiseTests {
  private static let mail = "jane.doe@contoso.net"
  private static let card = "4111 1111 1111 1111"
  private static let disguises: [(name: String, write: @Sendable (String) -> String)] = [
    ("soft hyphen", { insert("\u{AD}", in: $0) }), ("zero width", { insert("\u{200B}", in: $0) }),
    ("joiner", { insert("\u{2060}", in: $0) }), ("combining mark", { insert("\u{301}", in: $0) }),
    ("control", { insert("\u{8}", in: $0) }), ("delete", { insert("\u{7F}", in: $0) }),
    ("fullwidth", { map($0) { 0x21...0x7E ~= $0 ? $0 + 0xFEE0 : $0 } }),
    ("mathematical digits", { map($0) { 0x30...0x39 ~= $0 ? $0 - 0x30 + 0x1D7CE : $0 } }),
    ("Arabic digits", { map($0) { 0x30...0x39 ~= $0 ? $0 - 0x30 + 0x660 : $0 } }),
    ("wide space", { map($0) { $0 == 0x20 ? 0x3000 : $0 } }),
    ("small at", { map($0) { $0 == 0x40 ? 0xFE6B : $0 } }),
    ("Cyrillic letter", { map($0) { $0 == 0x65 ? 0x435 : $0 } }),
    ("Greek letter", { map($0) { $0 == 0x6F ? 0x3BF : $0 } }),
    ("entities", { map($0) { "&#\($0);" } }), ("hex entities", { map($0) { "&#x\(hex($0));" } }),
    ("entity of the at", { $0.replacing("@", with: "&commat;") }),
    ("no semicolon", { $0.replacing("@", with: "&#64") }),
    ("percent", { map($0) { "%" + hex($0) } }), ("twice", { $0.replacing("@", with: "%2540") }),
    ("escapes", { map($0) { "\\u00" + hex($0) } }), ("bytes", { map($0) { "\\x" + hex($0) } }),
    ("base64", { Data("it is \($0) here".utf8).base64EncodedString() }),
  ]

  private static func insert(_ text: String, in value: String) -> String {
    value.unicodeScalars.map { String($0) }.joined(separator: text)
  }

  private static func map(_ value: String, _ change: (UInt32) -> UInt32) -> String {
    var text = ""
    for scalar in value.unicodeScalars {
      text.unicodeScalars.append(Unicode.Scalar(change(scalar.value)) ?? scalar)
    }
    return text
  }

  private static func map(_ value: String, _ change: (UInt32) -> String) -> String {
    value.unicodeScalars.map { change($0.value) }.joined()
  }

  private static func hex(_ value: UInt32) -> String { String(value, radix: 16, uppercase: true) }

  @Test(arguments: disguises.indices, [mail, card])
  func `a value in disguise is masked whole, and comes back as it was`(
    index: Int, value: String
  ) throws {
    let disguised = Self.disguises[index].write(value)
    for text in ["", " fable"] {
      var talk = try Talk()
      let token = try talk.masked("mail or card:\n\(disguised)\n\(text)")
        .dropFirst("mail or card:\n".count).dropLast(text.count + 1)
      #expect(
        token.first == "<" && token.last == ">" && token.count < 40, "\(Self.disguises[index].name)"
      )
      let event = "{\"type\":\"response.output_text.done\",\"text\":\"\(token)\"}"
      let got = talk.answer(event)
      #expect(try JSONTree(got[0]).string("text") == disguised)
    }
  }

  @Test(arguments: ["привет всем", "naïve café", "100%", "a & b", "C:\\temp", "\u{1B}[31mred"])
  func `text that only looks odd passes as it is`(text: String) throws {
    var talk = try Talk()
    #expect(try talk.masked(text) == text)
  }
}
