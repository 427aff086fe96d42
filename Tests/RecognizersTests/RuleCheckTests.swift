import Recognizers
import Testing

@Suite struct RuleCheckTests {
  private func check(_ lines: String) throws -> RuleCheck {
    let file = RuleFile(name: "x.yaml", bytes: Array(("recognizers:\n" + lines).utf8))
    return RuleCheck(try RecognizerSet(reading: [file]), clock: { .zero })
  }

  private func recognizer(
    regex: String = "\\d{3}-\\d{2}", score: String = "1", _ example: String = "no_match: ['x']"
  ) -> String {
    """
      - name: R
        supported_entity: E
        patterns: [{regex: '\(regex)', score: \(score)}]
        examples:
          \(example)

    """
  }

  @Test func `examples that are as their file says are counted`() throws {
    let check = try check(
      recognizer(
        "{match: ['a {{123-45}} b', '123-45', {key: k, text: '{{123-45}}'}], no_match: ['1']}"))
    #expect(try check.runExamples() == 4)
  }

  @Test(arguments: [
    ("match: ['none']", "an example of 'R' does not match"),
    ("match: ['a {{12-45}}']", "must match at bytes 2..<7, but found is nothing"),
    ("match: ['{{a 123-45}}']", "must match at bytes 0..<8, but found is 2..<8"),
    ("no_match: ['a 123-45']", "must not match, but bytes 2..<8 do"),
  ])
  func `an example that fails is told by its place and not by its text`(
    example: String, message: String
  ) throws {
    let check = try check(recognizer(example))
    let error = #expect(throws: RuleError.self) { try check.runExamples() }
    #expect(error?.file == "x.yaml" && error?.line == 6)
    #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("123-45") == false)
  }

  @Test func `an example below the threshold does not match`() throws {
    let check = try check(recognizer(score: "0.49", "match: ['{{123-45}}']"))
    #expect(throws: RuleError.self) { try check.runExamples() }
  }

  @Test func `an example that another entity takes does not match`() throws {
    let other = recognizer(regex: "a \\d{3}-\\d{2}", "match: ['{{a 123-45}}']")
      .replacing("name: R", with: "name: S").replacing(": E", with: ": F")
    let check = try check(recognizer("match: ['a {{123-45}}']") + other)
    let error = #expect(throws: RuleError.self) { try check.runExamples() }
    #expect(error?.line == 6)
  }

  @Test(arguments: ["(?:[A-Za-z0-9]+)*=", "(\\w+)+[;,]!", "(.*a){12}!"])
  func `a pattern that harmless text stops is refused by its place`(regex: String) throws {
    let check = try check(recognizer(regex: regex))
    let error = #expect(throws: RuleError.self) { try check.runBenignCorpus() }
    #expect(error?.file == "x.yaml" && error?.line == 2)
    #expect(error?.message.contains("a pattern of 'R' reaches its match limit") == true)
  }

  @Test(arguments: ["[0-9a-f]+z", "\\w{9,400}@", "\\bcurl .+ -u", "[^@\\s]{9,}@"])
  func `a pattern that harmless text leaves open is refused by its place`(regex: String) throws {
    let check = try check(recognizer(regex: regex))
    let error = #expect(throws: RuleError.self) { try check.runOpenText(holdCharacters: 256) }
    #expect(error?.file == "x.yaml" && error?.line == 2)
    #expect(error?.message.contains("is undecided after 256 characters") == true)
  }

  @Test(arguments: ["[0-9a-f]{9,40}z", "-----BEGIN.+"])
  func `a pattern with a bound or a head may be open`(regex: String) throws {
    try check(recognizer(regex: regex)).runOpenText(holdCharacters: 256)
  }

  @Test func `an example that stops its own pattern is told`() throws {
    let check = try check(
      recognizer(regex: "(a+)+[bc]", "no_match: ['\(String(repeating: "a", count: 64)) b']"))
    let error = #expect(throws: RuleError.self) { try check.runExamples() }
    #expect(error?.line == 6)
    #expect(error?.message.contains("match limit") == true)
  }

  @Test func `the embedded rules pass their examples`() throws {
    let set = try RecognizerSet(reading: RuleFile.embedded)
    #expect(try RuleCheck(set, clock: { .zero }).runExamples() > 300)
  }
}
