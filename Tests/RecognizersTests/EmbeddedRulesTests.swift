import Foundation
import Recognizers
import Testing

@Suite struct EmbeddedRulesTests {
  @Test func `the embedded files are the files of the rules folder`() throws {
    let folder = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "rules")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }.sorted()
    #expect(RuleFile.embedded.map { ($0.name as NSString).lastPathComponent }.sorted() == names)
    for file in RuleFile.embedded {
      let name = (file.name as NSString).lastPathComponent
      let bytes = try Data(contentsOf: folder.appending(path: name))
      #expect(file.bytes == Array(bytes), "\(name)")
    }
  }
}
