/// Reads the examples of a recognizer: texts in which `{{` and `}}` mark what must be found.
struct ExampleReader {
  let file: String

  func examples(_ node: RuleNode) throws(RuleError) -> [RuleExample] {
    let members = try node.members(of: "'examples'", known: ["match", "no_match"])
    var examples: [RuleExample] = []
    for item in try members["match"]?.items(of: "'match'") ?? [] {
      examples.append(try example(item, mustMatch: true))
    }
    for item in try members["no_match"]?.items(of: "'no_match'") ?? [] {
      examples.append(try example(item, mustMatch: false))
    }
    return examples
  }

  private func example(_ node: RuleNode, mustMatch: Bool) throws(RuleError) -> RuleExample {
    var key = ""
    var textNode = node
    if node.isMapping {
      let members = try node.members(of: "an example", known: ["key", "text"])
      guard let text = members["text"] else { throw node.failure("an example needs a 'text'") }
      textNode = text
      key = try members["key"]?.text(of: "'key'") ?? ""
    }
    let marked = Array(try textNode.text(of: "an example").utf8)
    var text: [UInt8] = []
    var spans: [Range<Int>] = []
    var open: Int?
    var at = 0
    while at < marked.count {
      let pair = marked[at...].prefix(2)
      if mustMatch, pair.elementsEqual("{{".utf8), open == nil {
        open = text.count
        at += 2
      } else if mustMatch, pair.elementsEqual("}}".utf8), let start = open {
        spans.append(start..<text.count)
        open = nil
        at += 2
      } else {
        text.append(marked[at])
        at += 1
      }
    }
    guard open == nil else { throw node.failure("an example opens '{{' without '}}'") }
    return RuleExample(
      text: text, key: Array(key.utf8), spans: spans, mustMatch: mustMatch, place: node.place)
  }
}
