internal import Yams

/// Reads the recognizers of one rule file.
struct RuleFileReader {
  static let recognizerKeys = [
    "name", "supported_entity", "supported_language", "family", "enabled", "patterns", "context",
    "context_words_before", "context_words_after", "validator", "normalizer", "allow_list",
    "allow_list_match", "traffic_allow_list", "keeps_rest", "action", "examples",
  ]
  static let defaultWordsBefore = 5
  static let defaultWordsAfter = 4
  /// More words before a match are never looked at.
  static let mostWordsBefore = 32
  /// An online masker holds no more words after a match than this.
  static let mostWordsAfter = 4
  static let longestEntity = 48

  let file: String

  /// The recognizers of a file whose bytes are YAML.
  func recognizers(in bytes: [UInt8]) throws(RuleError) -> [Recognizer] {
    guard let source = String(validating: bytes, as: UTF8.self) else {
      throw RuleError(file: file, line: nil, "the file is not UTF-8")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: source)
    } catch let error as YamlError {
      throw syntaxError(error)
    } catch {
      throw RuleError(file: file, line: nil, "the file is not YAML")
    }
    guard let root else { throw RuleError(file: file, line: nil, "the file is empty") }
    let members = try RuleNode(node: root, file: file)
      .members(of: "a rule file", known: ["recognizers"])
    guard let list = members["recognizers"] else {
      throw RuleError(file: file, line: 1, "the key 'recognizers' is missing")
    }
    var recognizers: [Recognizer] = []
    for item in try list.items(of: "'recognizers'") { recognizers.append(try recognizer(item)) }
    return recognizers
  }

  private func syntaxError(_ error: YamlError) -> RuleError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      RuleError(file: file, line: mark.line, "not YAML: \(problem)")
    case .duplicatedKeysInMapping(let keys, let context):
      RuleError(
        file: file, line: context.mark.line,
        "not YAML: '\(keys.joined(separator: "', '"))' stands twice in a mapping")
    default:
      RuleError(file: file, line: nil, "the file is not YAML")
    }
  }

  private func recognizer(_ node: RuleNode) throws(RuleError) -> Recognizer {
    let members = try node.members(of: "a recognizer", known: Self.recognizerKeys)
    guard let name = try members["name"]?.text(of: "'name'"), !name.isEmpty else {
      throw node.failure("a recognizer needs a 'name'")
    }
    guard let entityNode = members["supported_entity"] else {
      throw node.failure("recognizer '\(name)' needs a 'supported_entity'")
    }
    let patterns = try patterns(members["patterns"], of: name, node)
    return Recognizer(
      name: name,
      entity: try entity(entityNode),
      family: try members["family"].map { (family) throws(RuleError) in try entity(family) },
      isEnabled: try members["enabled"]?.flag(of: "'enabled'") ?? true,
      patterns: patterns,
      context: ContextWords(
        try members["context"]?.texts(of: "'context'") ?? [],
        before: try members["context_words_before"]?.count(
          of: "'context_words_before'", most: Self.mostWordsBefore) ?? Self.defaultWordsBefore,
        after: try members["context_words_after"]?.count(
          of: "'context_words_after'", most: Self.mostWordsAfter) ?? Self.defaultWordsAfter),
      validator: try validator(members["validator"]),
      normalizer: try members["normalizer"]?.choice(of: "normalizer", Normalizer.self) ?? .none,
      allowList: try allowList(members),
      trafficAllowList: AllowList(
        exact: try members["traffic_allow_list"]?.texts(of: "'traffic_allow_list'") ?? [],
        patterns: []),
      keepsRest: try members["keeps_rest"]?.flag(of: "'keeps_rest'") ?? false,
      action: try members["action"]?.choice(of: "action", Recognizer.Action.self) ?? .tokenize,
      examples: try members["examples"].map { (node) throws(RuleError) in
        try ExampleReader(file: file).examples(node)
      } ?? [],
      place: node.place)
  }

  /// An entity name: it stands in tokens, so it must not end like one.
  private func entity(_ node: RuleNode) throws(RuleError) -> String {
    let name = try node.text(of: "an entity name")
    let bytes = Array(name.utf8)
    guard let first = bytes.first, first.isASCIIUpper, bytes.count <= Self.longestEntity,
      bytes.allSatisfy({ $0.isASCIIUpper || $0.isASCIIDigit || $0 == UInt8(ascii: "_") })
    else {
      throw node.failure(
        "entity name '\(name)' must be capital letters, digits and '_', at most "
          + "\(Self.longestEntity), and begin with a letter")
    }
    return name
  }

  private func patterns(
    _ list: RuleNode?, of name: String, _ recognizer: RuleNode
  ) throws(RuleError) -> [Recognizer.ScoredPattern] {
    guard let list else { throw recognizer.failure("recognizer '\(name)' needs 'patterns'") }
    var patterns: [Recognizer.ScoredPattern] = []
    for item in try list.items(of: "'patterns'") {
      let members = try item.members(of: "a pattern", known: ["name", "regex", "score"])
      guard let expression = members["regex"], let score = members["score"] else {
        throw item.failure("a pattern needs 'name', 'regex' and 'score'")
      }
      let patternName = try members["name"]?.text(of: "'name'") ?? "\(name)-\(patterns.count + 1)"
      patterns.append(
        Recognizer.ScoredPattern(
          name: patternName, pattern: try pattern(expression, named: patternName),
          score: try score.score(of: "'score'")))
    }
    guard !patterns.isEmpty else { throw list.failure("recognizer '\(name)' has no pattern") }
    return patterns
  }

  private func pattern(_ node: RuleNode, named name: String) throws(RuleError) -> Pattern {
    let expression = try node.text(of: "'regex'")
    do throws(Pattern.SyntaxError) {
      return try Pattern(expression)
    } catch {
      throw node.failure(
        "the regex of pattern '\(name)' does not compile: \(error.message), at byte "
          + "\(error.offset)")
    }
  }

  private func validator(_ node: RuleNode?) throws(RuleError) -> Validator? {
    guard let node else { return nil }
    let name = try node.text(of: "'validator'")
    guard let validator = Validator.named(name) else {
      let names = Validator.all.map(\.name).joined(separator: ", ")
      throw node.failure("unknown validator '\(name)': one of \(names)")
    }
    return validator
  }

  private enum AllowListMatch: String, CaseIterable {
    case exact, regex
  }

  private func allowList(_ members: [String: RuleNode]) throws(RuleError) -> AllowList {
    guard let list = members["allow_list"] else { return .empty }
    let match =
      try members["allow_list_match"]?.choice(of: "allow_list_match", AllowListMatch.self) ?? .exact
    guard match == .regex else {
      return AllowList(exact: try list.texts(of: "'allow_list'"), patterns: [])
    }
    var patterns: [Pattern] = []
    for item in try list.items(of: "'allow_list'") {
      let source = try item.text(of: "an entry of 'allow_list'")
      do throws(Pattern.SyntaxError) {
        patterns.append(try Pattern("\\A(?:\(source))\\z"))
      } catch {
        throw item.failure("an expression of 'allow_list' does not compile: \(error.message)")
      }
    }
    return AllowList(exact: [], patterns: patterns)
  }
}
