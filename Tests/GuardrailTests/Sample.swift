import Recognizers

/// A text of a rule file with one value in it, which is all that the rules find there.
struct Sample: Sendable {
  let before: String
  let value: String
  let after: String
  let entity: String
  /// Whether its token comes back as the value.
  let comesBack: Bool

  var text: String { before + value + after }

  /// Samples of every entity that is on in traffic, from the examples of the embedded rules.
  static let all: Result<[Sample], any Error> = Result {
    let rules = try Embedded.rules.get()
    let engine = PatternEngine(rules)
    var samples: [Sample] = []
    for recognizer in rules.recognizers where recognizer.isEnabled {
      for example in recognizer.examples where example.mustMatch && example.key.isEmpty {
        guard let span = example.spans.first, example.spans.count == 1 else { continue }
        var budget = WorkBudget(frameBytes: 0, limits: MatchLimits(), clock: { .zero })
        var findings: [Finding] = []
        // A key block that is cut off goes on to the end of the text, whatever follows.
        let text = example.text + Array("\n\namber".utf8)
        try engine.scan(text.span, key: [UInt8]().span, budget: &budget, into: &findings)
        guard findings.map(\.range) == [span] else { continue }
        let found = rules.recognizers[findings[0].recognizer]
        samples.append(
          Sample(
            before: String(decoding: example.text[..<span.lowerBound], as: UTF8.self),
            value: String(decoding: example.text[span], as: UTF8.self),
            after: String(decoding: example.text[span.upperBound...], as: UTF8.self),
            entity: found.entity, comesBack: found.action == .tokenize))
      }
    }
    // A value must not stand in the text around another one.
    return samples.filter { sample in
      !samples.contains { $0.before.contains(sample.value) || $0.after.contains(sample.value) }
    }
  }

  /// The samples whose values come back in prose.
  static let returning = all.map { $0.filter { $0.comesBack } }

  /// The samples whose values come back in a command line too.
  static let plain = returning.map { samples in
    samples.filter { sample in
      sample.value.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
          || " @._+%:/,-".contains(Character($0))
      }
    }
  }
}
