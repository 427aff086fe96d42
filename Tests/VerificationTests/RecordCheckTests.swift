import Testing
import Verification

@Suite struct RecordCheckTests {
  private static let create = Judge.create("mail <EMAIL_ADDRESS_4FZZBTKY>, password=<PASSWORD>")

  @Test func `a record is judged as it stands`() throws {
    let result = try Judge.check(record: [Self.create, Judge.create("or joe@fabrikam.org")])
    #expect(result.backend.rescanned == ["EMAIL_ADDRESS": ["input": 1]])
    #expect(result.masked == ["EMAIL_ADDRESS": ["input": 1], "PASSWORD": ["input": 1]])
    #expect(!result.isClean)
    #expect(try Judge.check(record: [Self.create]).isClean)
  }

  @Test func `a value stands over the border of two parts of a message, and of no others`() throws {
    func create(_ texts: [[String]]) -> String {
      let messages = texts.map { parts in
        let content = parts.map { "{\"type\":\"input_text\",\"text\":\"\($0)\"}" }
        return "{\"role\":\"user\",\"content\":[\(content.joined(separator: ","))]}"
      }
      return
        "{\"from\":\"client\",\"frame\":{\"type\":\"response.create\",\"input\":[\(messages.joined(separator: ","))]}}"
    }
    let over = try Judge.check(record: [create([["mail jane@con", "toso.net now"]])])
    #expect(over.backend.rescanned == ["EMAIL_ADDRESS": ["input[*].content[*].text": 1]])
    #expect(try Judge.check(record: [create([["mail jane@con"], ["toso.net now"]])]).isClean)
    #expect(
      try Judge.check(record: [create([["at <EMAIL_ADDRESS_4FZZBTKY>", "@contoso.net now"]])])
        .isClean)
  }

  @Test func `words of tokens, and words that tokens part, make no finding`() throws {
    for text in [
      "reach <PHONE_NUMBER_QCN7VABKC4>, order 3128674472",
      "SSN on file for <PHONE_NUMBER_QCN7VABKC4>, ref 536904388",
    ] {
      #expect(try Judge.check(record: [Judge.create(text)]).isClean)
    }
  }

  @Test func `tokens that no line of the principal held were issued by nobody`() throws {
    let says = Judge.completed("<EMAIL_ADDRESS_4FZZBTKY>")
    #expect(try Judge.check(record: [Self.create, says]).unknownTokens == 0)
    #expect(try Judge.check(record: [says, Self.create]).unknownTokens == 1)
    #expect(
      try Judge.check(record: [Judge.of("a", Self.create), Judge.of("b", says)]).unknownTokens == 1)
    let pieces = ["<EMAIL_ADD", "RESS_00000000>"].map {
      Judge.delta("response.output_text.delta", $0)
    }
    #expect(try Judge.check(record: [Self.create] + pieces).unknownTokens == 1)
  }
}
