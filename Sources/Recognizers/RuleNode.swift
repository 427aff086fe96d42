internal import Yams

/// A node of a rule file with what is needed to say where it is.
struct RuleNode {
  let node: Node
  let file: String

  var place: RulePlace { RulePlace(file: file, line: node.mark?.line ?? 1) }

  var isMapping: Bool { node.mapping != nil }

  func failure(_ message: String) -> RuleError { RuleError(place, message) }

  /// The members of a mapping, each key once and one of those that are known.
  func members(of what: String, known: [String]) throws(RuleError) -> [String: RuleNode] {
    guard case .mapping(let mapping) = node else {
      throw failure("\(what) must be a mapping")
    }
    var members: [String: RuleNode] = [:]
    for (key, value) in mapping {
      let keyPlace = RulePlace(file: file, line: key.mark?.line ?? place.line)
      guard let name = key.string else { throw RuleError(keyPlace, "a key must be text") }
      guard known.contains(name) else {
        throw RuleError(
          keyPlace, "unknown key '\(name)' in \(what): known are \(known.joined(separator: ", "))")
      }
      guard members[name] == nil else {
        throw RuleError(keyPlace, "key '\(name)' stands twice in \(what): remove one")
      }
      members[name] = RuleNode(node: value, file: file)
    }
    return members
  }

  func items(of what: String) throws(RuleError) -> [RuleNode] {
    guard case .sequence(let sequence) = node else { throw failure("\(what) must be a list") }
    return sequence.map { RuleNode(node: $0, file: file) }
  }

  func text(of what: String) throws(RuleError) -> String {
    guard case .scalar(let scalar) = node else { throw failure("\(what) must be text") }
    return scalar.string
  }

  func texts(of what: String) throws(RuleError) -> [String] {
    var list: [String] = []
    for item in try items(of: what) { list.append(try item.text(of: "an entry of \(what)")) }
    return list
  }

  func flag(of what: String) throws(RuleError) -> Bool {
    guard let value = node.bool else { throw failure("\(what) must be true or false") }
    return value
  }

  func score(of what: String) throws(RuleError) -> Double {
    guard let value = node.float, (0...1).contains(value) else {
      throw failure("\(what) must be a number from 0 to 1")
    }
    return value
  }

  func count(of what: String, most: Int) throws(RuleError) -> Int {
    guard let value = node.int, (0...most).contains(value) else {
      throw failure("\(what) must be a whole number from 0 to \(most)")
    }
    return value
  }

  /// The value of an enumeration by its name in the file.
  func choice<Choice: RawRepresentable & CaseIterable>(
    of what: String, _ type: Choice.Type
  ) throws(RuleError) -> Choice where Choice.RawValue == String {
    let name = try text(of: what)
    guard let choice = Choice(rawValue: name) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw failure("unknown \(what) '\(name)': one of \(names)")
    }
    return choice
  }
}
