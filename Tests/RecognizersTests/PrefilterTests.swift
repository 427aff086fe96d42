import TestSupport
import Testing

@testable import Recognizers

@Suite struct PrefilterTests {
  private static let embedded = Result { try RecognizerSet(reading: RuleFile.embedded) }

  private func findings(
    _ engine: PatternEngine, _ text: [UInt8], key: [UInt8] = []
  ) throws -> [Finding] {
    var budget = WorkBudget(frameBytes: 0, limits: MatchLimits(), clock: { .zero })
    var findings: [Finding] = []
    try engine.scan(text.span, key: key.span, budget: &budget, into: &findings)
    return findings
  }

  private func engines() throws -> (gated: PatternEngine, plain: PatternEngine) {
    let set = try Self.embedded.get()
    let plain = PatternEngine(set, inTraffic: false, threshold: 0)
    plain.triesAll = true
    return (PatternEngine(set, inTraffic: false, threshold: 0), plain)
  }

  // MARK: Findings

  @Test func `examples hold the same findings as if all patterns were tried`() throws {
    let (gated, plain) = try engines()
    for recognizer in try Self.embedded.get().recognizers {
      for example in recognizer.examples {
        let found = try findings(gated, example.text, key: example.key)
        let isSame = try found == findings(plain, example.text, key: example.key)
        #expect(isSame, "\(example.place)")
      }
    }
  }

  @Test(arguments: 0..<500)
  func `changed examples hold the same findings as if all patterns were tried`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let recognizers = try Self.embedded.get().recognizers
    let (gated, plain) = try engines()
    for _ in 0..<6 {
      var text = random.text(of: random.pick(recognizers).examples)
      if random.once(in: 2) { text += random.text(of: random.pick(recognizers).examples) }
      let isSame = try findings(gated, text) == findings(plain, text)
      #expect(isSame, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<300)
  func `a text that goes on is scanned alike with and without its heads`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let set = try Self.embedded.get()
    let (gated, plain) = (PatternEngine(set), PatternEngine(set))
    plain.triesAll = true
    let text = random.text(of: random.pick(set.recognizers).examples)
    for _ in 0..<6 {
      let end = text.span.characterBorder(atOrBefore: random.below(text.count + 1))
      let start = text.span.characterBorder(atOrBefore: random.below(end + 1))
      let seen = try Self.open(gated, text.span.extracting(0..<end), from: start)
      let all = try Self.open(plain, text.span.extracting(0..<end), from: start)
      let isSame = seen.findings == all.findings && seen.scan.settled == all.scan.settled
      #expect(isSame, "seed \(seed)")
    }
  }

  private static func open(
    _ engine: PatternEngine, _ text: Span<UInt8>, from start: Int
  ) throws -> (findings: [Finding], scan: OpenScan) {
    var budget = WorkBudget(frameBytes: 0, limits: MatchLimits(), clock: { .zero })
    var findings: [Finding] = []
    let noKey: [UInt8] = []
    let scan = try engine.scan(
      open: text, from: start, isLast: false, key: noKey.span, budget: &budget, into: &findings)
    return (findings, scan)
  }

  // MARK: Patterns

  private func find(_ pattern: Pattern, in text: [UInt8]) -> Bool {
    var patterns: [UInt64] = []
    Prefilter([pattern.requirements]).find(in: text.span, into: &patterns)
    return patterns == [1]
  }

  @Test(arguments: 0..<500)
  func `no pattern is left out that a text holds a match of`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let patterns = try Self.embedded.get().recognizers.flatMap(\.patterns)
    let matcher = Matcher(
      groups: patterns.map(\.pattern.groupCount).max() ?? 1, limits: MatchLimits())
    let prefilter = Prefilter(patterns.map(\.pattern.requirements))
    var possible: [UInt64] = []
    for _ in 0..<4 {
      let text = random.text(of: random.pick(try Self.embedded.get().recognizers).examples)
      prefilter.find(in: text.span, into: &possible)
      for (index, pattern) in patterns.enumerated()
      where possible[index >> 6] & 1 << UInt64(index & 63) == 0 {
        if case .match = matcher.match(pattern.pattern, text.span, starts: 0..<text.count) {
          Issue.record("\(pattern.name) is left out")
        }
      }
    }
  }

  @Test(arguments: 0..<300)
  func `no random expression is left out that a text holds a match of`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let matcher = Matcher(groups: 64, limits: MatchLimits())
    var matches = 0
    for _ in 0..<150 {
      let expression = random.expression(depth: 3)
      guard let pattern = try? Pattern(expression), pattern.groupCount <= 64 else { continue }
      for _ in 0..<8 {
        let text = random.shortText()
        guard case .match = matcher.match(pattern, text.span, starts: 0..<text.count) else {
          continue
        }
        matches += 1
        guard text.count > 1 else { continue }
        #expect(
          find(pattern, in: text), "\(expression) in \(String(decoding: text, as: UTF8.self))")
      }
    }
    #expect(matches > 0)
  }

  // MARK: What is read from an expression

  private static let read: [(expression: String, text: String, isFound: Bool)] = [
    ("password|passwd", "my pa ss wd", false), ("password|passwd", "PASSWD", true),
    ("(?-i)npm_[a-z]{3}", "npm-abc", false), ("(?-i)npm_[a-z]{3}", "npm_abc", true),
    ("(?-i)npm_", "NPM_", false), ("cret(?<=secret)x", "cretx", false),
    ("(?x) a b [ ] c # d", "ab c", true), ("(?x) a b [ ] c # d", "abc", false),
    ("(?:ab)?cd", "cd", true), ("(?:ab)+cd", "cd", false), ("ab{2}c", "abc", false),
    ("ab{2}c", "abbc", true), ("a[^b]c", "a\u{E9}c", true), ("a\\x{e9}c", "a\u{C9}c", true),
    ("[x-z]1", "Y1", true), ("[x-z]1", "w1", false), ("a\\dc", "abc", false),
    ("gross", "gro\u{17F}s", true), ("book", "boo\u{212A}", true), ("a(?i:B)(?-i)c", "aBC", false),
    ("(?-i:a(?i)b|c)d", "Cd", true), ("(?!ab)\\w\\w", "ab", true), ("x(?=yz)", "xy", false),
    ("[^a]", "-", true),
    ("\\W*", "--", true),
  ]

  @Test(arguments: read)
  func `expressions are read as PCRE2 reads them`(
    expression: String, text: String, isFound: Bool
  ) throws {
    #expect(find(try Pattern(expression), in: Array(text.utf8)) == isFound)
  }

  @Test(arguments: [
    "\\Qab\\E", "(*UTF)ab", "(?|ab|cd)", "(a)(?(1)b|c)", "(ab)(?1)", "a\\Kb", "[[:alpha:]]b",
    "\\cAb", "a\\R", "(?xx)a b", "(?C)ab",
  ])
  func `of what is not read nothing is said`(expression: String) {
    #expect(ExpressionReader.needs(of: expression).needs.isEmpty)
  }

  @Test func `rows that share a bit let through more, and miss nothing`() throws {
    let words = (0..<400).map { number in
      String(number, radix: 7).map { "aeiouxy"[$0] }.joined() + "!"
    }
    let patterns = try words.map { try Pattern($0) }
    let prefilter = Prefilter(patterns.map(\.requirements))
    var possible: [UInt64] = []
    for (index, word) in words.enumerated() {
      prefilter.find(in: Array("- \(word) -".utf8).span, into: &possible)
      #expect(possible[index >> 6] & 1 << UInt64(index & 63) != 0)
    }
  }
}

extension String {
  fileprivate subscript(_ digit: Character) -> String {
    String(self[index(startIndex, offsetBy: digit.hexDigitValue ?? 0)])
  }
}

extension SeededGenerator {
  /// A part of an example, in another case, with other characters in it.
  fileprivate mutating func text(of examples: [RuleExample]) -> [UInt8] {
    guard !examples.isEmpty else { return [0x61, 0x62] }
    var text = String(decoding: pick(examples).text, as: UTF8.self)
    switch below(4) {
    case 0: text = text.uppercased()
    case 1: text = text.lowercased()
    default: break
    }
    if once(in: 3) { text = text.replacing("k", with: "\u{212A}").replacing("s", with: "\u{17F}") }
    if once(in: 3) { text = String(text.dropFirst(below(text.count))) }
    if once(in: 4) { text = filler(upTo: 2) + text }
    return Array(text.utf8)
  }

  fileprivate mutating func shortText() -> [UInt8] {
    let characters = [
      "a", "b", "B", "k", "S", "s", "1", "2", "_", "-", " ", "\n", "\u{E9}", "\u{C9}", "\u{17F}",
      "\u{212A}", "#", "]",
    ]
    return Array((0..<below(14)).map { _ in pick(characters) }.joined().utf8)
  }

  /// An expression of the common syntax, which may not compile.
  fileprivate mutating func expression(depth: Int) -> String {
    (0..<1 + below(4)).map { _ in part(depth: depth) + quantifier() }.joined()
      + (once(in: 5) ? "|" + part(depth: depth) : "")
  }

  private mutating func quantifier() -> String {
    once(in: 3) ? pick(["?", "*", "+", "{2}", "{1,3}", "{0,1}", "{2,}", "??", "++", "*?"]) : ""
  }

  private mutating func part(depth: Int) -> String {
    guard depth > 0, once(in: 3) else {
      return pick([
        "a", "b", "k", "S", "1", "_", "-", "\u{E9}", "\\d", "\\w", "\\s", "\\W", "\\b", "^", "$",
        ".", "[a-k]", "[^a]", "[]a]", "[\\d-b]", "[a\u{E9}-\u{EB}s]", "\\x41", "\\x{e9}", "\\p{L}",
        " ", "#", "\\n", "[B-]", "[-1]", "\\1", "\\g{1}", "(?i)", "(?-i)", "(?x)", "ab", "1-2",
        "\\#", "[\\]#]",
      ])
    }
    let open = pick([
      "(", "(?:", "(?>", "(?=", "(?!", "(?<=", "(?<!", "(?<value>", "(?i:", "(?-i:", "(?x:",
    ])
    return open + expression(depth: depth - 1) + ")"
  }
}
