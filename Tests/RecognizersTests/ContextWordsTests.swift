import Testing

@testable import Recognizers

@Suite("Context words")
struct ContextWordsTests {
  private let context = ContextWords(["phone", "call me", "*电话*"], before: 3, after: 1)

  @Test(
    "A word counts within as many words before as the rule says",
    arguments: [
      ("phone {}", true),
      ("phone of the {}", true),
      ("phone of the boss {}", false),
      ("call me {}", true),
      ("me call {}", false),
      ("headphone {}", false),
      ("…，，！ phone … — {}", true),
      ("请打电话给 {}", true),
      (#"x\\nphone: {}"#, true),
    ])
  func wordsBefore(_ text: String, _ expected: Bool) throws {
    #expect(stands(in: text) == expected)
  }

  @Test(
    "A word counts within as many words after as the rule says",
    arguments: [("{} phone", true), ("{} my phone", false)])
  func wordsAfter(_ text: String, _ expected: Bool) throws {
    #expect(stands(in: text) == expected)
  }

  @Test("A word farther away than the window does not count, however few words are between")
  func windowEnds() {
    #expect(stands(in: "phone " + String(repeating: "-", count: 180) + "{}"))
    #expect(!stands(in: "phone " + String(repeating: "-", count: 200) + "{}"))
  }

  @Test(
    "A key counts by its words, unless it names a reference",
    arguments: [
      ("homePhone", true),
      ("phone_number", true),
      ("phone", true),
      ("phone_id", false),
      ("phoneCount", false),
      ("headphone", false),
    ])
  func keys(_ key: String, _ expected: Bool) {
    #expect(stands(in: "{}", key: key) == expected)
  }

  private func stands(in template: String, key: String = "") -> Bool {
    let parts = template.split(separator: "{}", omittingEmptySubsequences: false)
    let head = Array(parts[0].utf8)
    let text = head + Array("5551234".utf8) + Array(parts[1].utf8)
    var words = WordList()
    words.append(key: Array(key.utf8).span)
    return context.stands(near: head.count..<head.count + 7, in: text.span, key: words)
  }
}
