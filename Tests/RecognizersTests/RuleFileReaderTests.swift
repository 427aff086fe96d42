import Recognizers
import Testing

/// What is wrong with a rule file is told with its file and line, and with how to mend it.
@Suite struct RuleFileReaderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let line: Int?
    let message: String
    let yaml: String
    var testDescription: String { message }

    init(_ line: Int?, _ message: String, _ yaml: String) {
      self.line = line
      self.message = message
      self.yaml = yaml
    }
  }

  /// A recognizer on lines 2 to 4 of its file, with further lines behind.
  private static func recognizer(_ lines: String...) -> String {
    "recognizers:\n  - name: R\n    supported_entity: E\n    patterns: [{regex: 'a+', score: 1}]\n"
      + lines.map { "    \($0)\n" }.joined()
  }

  static let cases = [
    // The file.
    Case(nil, "the file is empty", ""),
    Case(nil, "the file is empty", "# only a comment\n"),
    Case(1, "a rule file must be a mapping", "- name: R\n"),
    Case(1, "a rule file must be a mapping", "recognizers\n"),
    Case(1, "the key 'recognizers' is missing", "{}\n"),
    Case(1, "unknown key 'rules' in a rule file", "rules: []\n"),
    Case(1, "'recognizers' must be a list", "recognizers: 7\n"),
    Case(3, "not YAML: ", "recognizers:\n  - name: 'R\n"),
    Case(3, "not YAML: ", "recognizers:\n  - name: R\n\t- bad\n"),
    Case(2, "not YAML: ", "recognizers:\n  - {name: R]\n"),
    Case(1, "not YAML: 'recognizers' stands twice", "recognizers: []\nrecognizers: []\n"),
    Case(5, "not YAML: 'action' stands twice", recognizer("action: redact", "action: block")),
    // Recognizers.
    Case(2, "a recognizer must be a mapping", "recognizers:\n  - R\n"),
    Case(2, "a recognizer needs a 'name'", "recognizers:\n  - supported_entity: E\n"),
    Case(2, "a recognizer needs a 'name'", "recognizers:\n  - name: ''\n"),
    Case(2, "recognizer 'R' needs a 'supported_entity'", "recognizers:\n  - name: R\n"),
    Case(
      2, "recognizer 'R' needs 'patterns'", "recognizers:\n  - name: R\n    supported_entity: E\n"),
    Case(5, "unknown key 'colour' in a recognizer: known are name, ", recognizer("colour: red")),
    Case(5, "unknown validator 'luhn': one of ", recognizer("validator: luhn")),
    Case(5, "unknown normalizer 'upper': one of ", recognizer("normalizer: upper")),
    Case(
      5, "unknown action 'drop': one of tokenize, redact, block, allow", recognizer("action: drop")),
    Case(5, "'enabled' must be true or false", recognizer("enabled: perhaps")),
    Case(5, "'context' must be a list", recognizer("context: phone")),
    Case(5, "an entry of 'context' must be text", recognizer("context: [[a]]")),
    Case(
      5, "'context_words_before' must be a whole number from 0 to 32",
      recognizer("context_words_before: 33")),
    Case(
      5, "'context_words_after' must be a whole number from 0 to 4",
      recognizer("context_words_after: 1.5")),
    Case(5, "'context_words_after'", recognizer("context_words_after: -1")),
    Case(5, "'allow_list' must be a list", recognizer("allow_list: a")),
    Case(
      6, "unknown allow_list_match 'glob': one of exact, regex",
      recognizer("allow_list: [a]", "allow_list_match: glob")),
    Case(
      5, "an expression of 'allow_list' does not compile",
      recognizer("allow_list: ['(']", "allow_list_match: regex")),
    Case(5, "'examples' must be a mapping", recognizer("examples: [a]")),
    Case(6, "unknown key 'matches' in 'examples'", recognizer("examples:", "  matches: [a]")),
    Case(6, "'match' must be a list", recognizer("examples:", "  match: a")),
    Case(
      7, "an example opens '{{' without '}}'", recognizer("examples:", "  match:", "    - '{{a'")),
    Case(7, "an example needs a 'text'", recognizer("examples:", "  match:", "    - {key: a}")),
    // Entities.
    Case(3, "entity name 'e' must be capital letters", recognizer().replacing(": E", with: ": e")),
    Case(3, "entity name '1E' must", recognizer().replacing(": E", with: ": 1E")),
    Case(3, "entity name 'E F' must", recognizer().replacing(": E", with: ": E F")),
    Case(
      3, "entity name",
      recognizer().replacing(": E", with: ": \(String(repeating: "E", count: 49))")),
    Case(5, "entity name 'secret'", recognizer("family: secret")),
    // Patterns.
    Case(
      4, "recognizer 'R' has no pattern",
      recognizer().replacing("{regex: 'a+', score: 1}", with: "")),
    Case(
      4, "a pattern must be a mapping", recognizer().replacing("{regex: 'a+', score: 1}", with: "a")
    ),
    Case(4, "a pattern needs", recognizer().replacing("regex: 'a+', ", with: "")),
    Case(4, "a pattern needs", recognizer().replacing(", score: 1", with: "")),
    Case(
      4, "unknown key 'flags' in a pattern",
      recognizer().replacing("score: 1", with: "score: 1, flags: i")),
    Case(
      4, "'score' must be a number from 0 to 1",
      recognizer().replacing("score: 1", with: "score: 1.01")),
    Case(
      4, "'score' must be a number from 0 to 1",
      recognizer().replacing("score: 1", with: "score: -0.1")),
    Case(
      4, "'score' must be a number from 0 to 1",
      recognizer().replacing("score: 1", with: "score: high")),
    Case(
      4, "'score' must be a number from 0 to 1",
      recognizer().replacing("score: 1", with: "score: .nan")),
    Case(
      4, "the regex of pattern 'R-1' does not compile: missing closing parenthesis, at byte 2",
      recognizer().replacing("a+", with: "(a")),
    Case(4, "'regex' must be text", recognizer().replacing("'a+'", with: "[a]")),
    Case(
      4, "the regex of pattern 'R-1' does not compile: range out of order",
      recognizer().replacing("a+", with: "[z-a]")),
  ]

  @Test(arguments: cases)
  func `a wrong file is told by file, line and what to do`(of: Case) {
    let error = #expect(throws: RuleError.self) {
      try RecognizerSet(reading: [RuleFile(name: "rules/x.yaml", bytes: Array(of.yaml.utf8))])
    }
    #expect(error?.file == "rules/x.yaml")
    #expect(error?.line == of.line)
    #expect(error?.message.hasPrefix(of.message) == true, "\(error?.message ?? "")")
    let place = of.line.map { "rules/x.yaml:\($0): " } ?? "rules/x.yaml: "
    #expect(error.map { "\($0)" }?.hasPrefix(place + of.message) == true)
  }

  @Test func `a file that is no UTF-8 is told without a line`() {
    let error = #expect(throws: RuleError.self) {
      try RecognizerSet(reading: [RuleFile(name: "x.yaml", bytes: [0x61, 0xFF])])
    }
    #expect(error.map { "\($0)" } == "x.yaml: the file is not UTF-8")
  }

  @Test func `a name that another file has is told with both places`() {
    let bytes = Array(Self.recognizer().utf8)
    let error = #expect(throws: RuleError.self) {
      try RecognizerSet(
        reading: [RuleFile(name: "a.yaml", bytes: bytes), RuleFile(name: "b.yaml", bytes: bytes)])
    }
    #expect(
      error.map { "\($0)" }
        == "b.yaml:2: recognizer 'R' is defined at a.yaml:2 already: rename one")
  }

  @Test func `what a file leaves out has its default`() throws {
    let set = try RecognizerSet(
      reading: [RuleFile(name: "x.yaml", bytes: Array(Self.recognizer().utf8))])
    let recognizer = try #require(set.recognizers.first)
    #expect(recognizer.isEnabled)
    #expect(recognizer.action == .tokenize)
    #expect(recognizer.normalizer == .none)
    #expect(recognizer.validator == nil)
    #expect(recognizer.family == nil)
    #expect(recognizer.context.isEmpty)
    #expect(recognizer.context.before == 5)
    #expect(recognizer.context.after == 4)
    #expect(recognizer.patterns.map(\.name) == ["R-1"])
    #expect("\(recognizer.place)" == "x.yaml:2")
  }

  @Test func `an empty list of recognizers finds nothing`() throws {
    let set = try RecognizerSet(
      reading: [RuleFile(name: "x.yaml", bytes: Array("recognizers: []\n".utf8))])
    #expect(set.recognizers.isEmpty && set.entities.isEmpty)
  }
}
