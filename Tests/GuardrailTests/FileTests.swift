import Foundation
import Testing

/// Files in a frame: text is masked as it is written, and what cannot be read is refused.
@Suite struct FileTests {
  private static let text = "größe: jane.doe@contoso.net\n"

  private static func bytes(_ units: some Sequence<UInt16>, littleEndian: Bool) -> Data {
    Data(
      units.flatMap {
        littleEndian ? [UInt8($0 & 255), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 255)]
      })
  }

  /// A file of each encoding, with the head of its data URL.
  private static func files(of text: String) -> [(head: String, data: Data)] {
    let utf8 = Data(text.utf8)
    let latin = Data(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
    let little = bytes(text.utf16, littleEndian: true)
    let big = bytes(text.utf16, littleEndian: false)
    return [
      ("data:text/plain;base64,", utf8), (" data:text/plain; base64 ,", utf8),
      ("DATA:application/json;base64,", utf8), ("data:;base64,", utf8), ("", utf8),
      ("data:text/plain;base64,", Data([0xEF, 0xBB, 0xBF]) + utf8),
      ("data:text/csv;charset=iso-8859-1;base64,", latin), ("data:text/plain;base64,", latin),
      ("data:text/plain;base64,", Data([0xFF, 0xFE]) + little),
      ("data:text/plain;base64,", Data([0xFE, 0xFF]) + big),
      ("data:text/plain;base64,", little), ("data:text/plain;base64,", big),
      ("data:text/plain;charset=utf-16be;base64,", big),
    ]
  }

  private func frame(_ file: String) -> String {
    "{\"type\":\"response.create\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_data\":\"\(file)\"}]}]}"
  }

  private func data(of frame: String?, behind head: String) throws -> Data {
    let tree = try JSONTree(try #require(frame))
    let file = try #require(tree.strings.first { $0.hasPrefix(head) && $0.count > 30 })
    return try #require(Data(base64Encoded: String(file.dropFirst(head.count))))
  }

  @Test func `the text of a file is masked in its own encoding`() throws {
    let token = String(
      try {
        var talk = try Talk(); return try talk.masked("jane.doe@contoso.net")
      }())
    let masked = Self.text.replacing("jane.doe@contoso.net", with: token)
    for (file, expected) in zip(Self.files(of: Self.text), Self.files(of: masked)) {
      for isPercent in [false, true] {
        var base64 = file.data.base64EncodedString()
        if isPercent {
          guard !file.head.isEmpty else { continue }
          base64 = base64.replacing("=", with: "%3D").replacing("+", with: "%2B")
        }
        var talk = try Talk()
        let sent = try data(of: talk.send(frame(file.head + base64)), behind: file.head)
        #expect(sent == expected.data, "\(file.head) \(file.data.count)")
      }
    }
  }

  @Test(arguments: [
    "data:text/plain;base64,amFuZS5kb2VAY29udG9zby5uZXQ*",
    "data:text/plain;charset=utf-32;base64,AAAAagAAAGE=",
    "data:application/octet-stream;base64,AAECAwQFBgc=", "data:application/zip;base64,UEsDBA==",
  ]) func `a file that cannot be read is refused`(file: String) throws {
    var talk = try Talk()
    let reply = talk.refusal(of: frame(file))
    let refusal = try JSONTree(try #require(reply))
    #expect(refusal.string("error.code") == "maskwire_media")
  }
}
