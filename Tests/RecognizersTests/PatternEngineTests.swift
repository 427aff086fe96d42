import TestSupport
import Testing

@testable import Recognizers

@Suite struct PatternEngineTests {
  private func engine(_ yaml: String, inTraffic: Bool = true) throws -> PatternEngine {
    let file = RuleFile(name: "x.yaml", bytes: Array(("recognizers:\n" + yaml).utf8))
    return PatternEngine(try RecognizerSet(reading: [file]), inTraffic: inTraffic)
  }

  /// What is found: entity and text.
  private func found(_ engine: PatternEngine, _ text: String, key: String = "") throws -> [String] {
    let bytes = Array(text.utf8)
    var budget = WorkBudget(frameBytes: 0, limits: MatchLimits(), clock: { .zero })
    var findings: [Finding] = []
    try engine.scan(bytes.span, key: Array(key.utf8).span, budget: &budget, into: &findings)
    return findings.map {
      engine.set.recognizers[$0.recognizer].entity + " "
        + String(decoding: bytes[$0.range], as: UTF8.self)
    }
  }

  // MARK: Overlaps

  private static let overlapping = """
      - {name: Long, supported_entity: LONG, patterns: [{regex: '[a-z]+ \\d+', score: 0.6}]}
      - {name: Sure, supported_entity: SURE, patterns: [{regex: '\\d{16}', score: 0.8}]}
      - {name: Card, supported_entity: CARD, validator: payment_card, patterns: [{regex: '\\d{16}x?', score: 0.5}]}
      - {name: Late, supported_entity: LATE, patterns: [{regex: '[a-z]+ \\d+', score: 0.6}]}
    """

  @Test func `a validated finding wins, then the surer, the longer, the earlier rule`() throws {
    let engine = try engine(Self.overlapping)
    #expect(try found(engine, "a 4111111111111111") == ["CARD 4111111111111111"])
    #expect(try found(engine, "a 4111111111111112") == ["SURE 4111111111111112"])
    #expect(try found(engine, "a 12 b 34") == ["LONG a 12", "LONG b 34"])
  }

  @Test func `what a stronger finding does not cover stays found if that is asked for`() throws {
    let engine = try self.engine(
      """
        - {name: A, supported_entity: A, keeps_rest: true, patterns: [{regex: 'aab', score: 0.6}]}
        - {name: B, supported_entity: B, patterns: [{regex: 'bbc', score: 0.9}]}
        - {name: C, supported_entity: C, patterns: [{regex: 'cdd', score: 0.6}]}
        - {name: D, supported_entity: D, patterns: [{regex: 'dee', score: 0.5}]}
      """)
    #expect(try found(engine, "aabbcddee") == ["A aa", "B bbc", "D dee"])
  }

  @Test func `a rejected match does not hide a good one inside it`() throws {
    let engine = try self.engine(
      "  - {name: C, supported_entity: C, validator: payment_card, patterns: [{regex: '\\d[\\d ]{14,20}', score: 0.5}]}"
    )
    #expect(try found(engine, "7 4111111111111111") == ["C 4111111111111111"])
  }

  // MARK: What is not acted on

  @Test func `allow lists hold whole values, in any case`() throws {
    let engine = try self.engine(
      """
        - name: A
          supported_entity: A
          patterns: [{regex: '[a-z]+@[a-z]+', score: 1}]
          allow_list: [Jane@x, 'a@.+']
        - name: B
          supported_entity: B
          patterns: [{regex: '[a-z]+#[a-z]+', score: 1}]
          allow_list: ['git#.+', 'x#']
          allow_list_match: regex
      """)
    #expect(try found(engine, "JANE@X jane@xy a@b") == ["A jane@xy", "A a@b"])
    #expect(try found(engine, "GIT#x digit#x x#yz") == ["B digit#x", "B x#yz"])
  }

  @Test func `what is off, or harmless in traffic, is found outside of traffic`() throws {
    let yaml = """
        - {name: A, supported_entity: A, enabled: false, patterns: [{regex: 'aaa', score: 1}]}
        - {name: B, supported_entity: B, traffic_allow_list: ['::1'], patterns: [{regex: '::\\d', score: 1}]}
      """
    #expect(try found(engine(yaml), "aaa ::1 ::2") == ["B ::2"])
    #expect(
      try found(engine(yaml, inTraffic: false), "aaa ::1 ::2") == ["A aaa", "B ::1", "B ::2"])
  }

  @Test func `a context word lifts a score over the threshold, and a validated one needs none`()
    throws
  {
    let engine = try self.engine(
      "  - {name: A, supported_entity: A, context: [phone], patterns: [{regex: '\\d{7}', score: 0.2}]}"
    )
    #expect(try found(engine, "5551234").isEmpty)
    #expect(try found(engine, "phone 5551234") == ["A 5551234"])
    #expect(try found(engine, "5551234", key: "homePhone") == ["A 5551234"])
    #expect(try found(engine, "headphone 5551234", key: "headphone").isEmpty)
  }

  @Test func `the group named value is the finding`() throws {
    let engine = try self.engine(
      "  - {name: A, supported_entity: A, patterns: [{regex: 'id=(?<value>\\d+)?', score: 1}]}")
    #expect(try found(engine, "id=17 id=") == ["A 17", "A id="])
  }

  // MARK: Windows

  @Test func `a value over each border of the windows is found`() throws {
    let set = try RecognizerSet(reading: RuleFile.embedded)
    let engine = PatternEngine(set)
    let window = MatchLimits().windowBytes
    for value in ["jane.roe@contoso.net", "4111111111111111", "DE89370400440532013000"] {
      for border in [window, 2 * window, 3 * window] {
        for offset in [0, 1, value.utf8.count / 2, value.utf8.count - 1, value.utf8.count] {
          let head = String(repeating: "word ", count: (border - offset) / 5)
          let text =
            head + String(repeating: " ", count: border - offset - head.utf8.count) + value + " "
            + String(repeating: "é ", count: window / 2)
          #expect(try found(engine, text).count == 1, "at \(border) - \(offset)")
        }
      }
    }
  }

  @Test func `characters of several bytes at a border are not cut`() throws {
    let engine = try self.engine(
      "  - {name: A, supported_entity: A, patterns: [{regex: '雪\\d', score: 1}]}")
    let window = MatchLimits().windowBytes
    for shift in 0..<4 {
      let text = String(repeating: "x", count: shift) + String(repeating: "雪", count: window) + "7"
      #expect(try found(engine, text) == ["A 雪7"])
    }
  }

  @Test func `a text on which a pattern reaches its limit is read again in windows`() throws {
    // From each start this goes to the end of the run and back: too far only over the whole.
    let engine = try self.engine(
      "  - {name: A, supported_entity: A, patterns: [{regex: '(?<!x)x+[yz]|\\d{3}-\\d{2}', score: 1}]}"
    )
    let run = String(repeating: "x", count: 200_000)
    #expect(try found(engine, "123-45 \(run) 678-90 \(run)") == ["A 123-45", "A 678-90"])
  }

  // MARK: Requirements

  @Test func `letters that fold to ASCII do not lose a match`() throws {
    let engine = try self.engine(
      "  - {name: A, supported_entity: A, patterns: [{regex: '\\d+k', score: 1}, {regex: 's\\d', score: 1}]}"
    )
    #expect(try found(engine, "12\u{212A}") == ["A 12\u{212A}"])
    #expect(try found(engine, "\u{17F}7") == ["A \u{17F}7"])
  }
}
