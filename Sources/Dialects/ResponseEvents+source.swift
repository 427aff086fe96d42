internal import FrameJSON

/// Reads a scanned response object.
struct EventSource {
  let bytes: [UInt8]
  let tape: FrameTape

  /// A range of the response and what takes its place.
  typealias Edit = (range: Range<Int>, value: String)

  /// The type of the event that ends the response.
  func terminal() throws(ResponseEventsError) -> String {
    guard tape.root.kind == .object else { throw .unreadable(FrameError(.notAnObject, at: 0)) }
    guard value(.id, of: 0, .string) != nil else { throw .missingID }
    guard let status = value(.status, of: 0, .string) else { throw .notFinished }
    if tape.isString(.completed, at: status, in: bytes.span) { return "response.completed" }
    if tape.isString(.incomplete, at: status, in: bytes.span) { return "response.incomplete" }
    if tape.isString(.failed, at: status, in: bytes.span) { return "response.failed" }
    throw .notFinished
  }

  /// The items of `output` on the tape, each checked. None if `output` is null or missing.
  func items() throws(ResponseEventsError) -> Range<Int> {
    guard let output = member(.output, of: 0), tape.values[output].kind != .null else {
      return 0..<0
    }
    guard tape.values[output].kind == .array else { throw .outputIsNoArray }
    let items = tape.firstChild(of: output)..<tape.values[output].next
    for (index, item) in children(of: output).enumerated() {
      guard let type = type(of: item) else { throw .itemWithoutType(index: index) }
      if ItemKind(rawValue: type) != nil && value(.id, of: item, .string) == nil {
        throw .itemWithoutID(index: index)
      }
    }
    return items
  }

  /// The response as it is in `response.created` and `response.in_progress`.
  func startedResponse() -> [UInt8] {
    let edits = edits(
      of: 0,
      [
        (.status, "\"in_progress\""), (.output, "[]"), (.usage, "null"), (.error, "null"),
        (.incompleteDetails, "null"), (.completedAt, "null"), (.outputText, "\"\""),
        (.moderation, "null"),
      ])
    return spliced(tape.root.range, edits)
  }

  // MARK: - Reading

  func member(_ name: MemberName, of object: Int) -> Int? {
    tape.member(name, of: object, in: bytes.span)
  }

  /// The member of that name if it is of that kind.
  func value(_ name: MemberName, of object: Int, _ kind: FrameValue.Kind) -> Int? {
    guard let index = member(name, of: object), tape.values[index].kind == kind else { return nil }
    return index
  }

  func type(of object: Int) -> String? {
    guard let index = value(.type, of: object, .string) else { return nil }
    return String(
      decoding: JSONString.decoded(bytes.span.extracting(tape.values[index].range)),
      as: UTF8.self)
  }

  func children(of container: Int?) -> [Int] { container.map { tape.children(of: $0) } ?? [] }

  /// The bytes of a value with the quotes of a string.
  func whole(_ index: Int) -> Range<Int> {
    let value = tape.values[index]
    let isString = value.kind == .string
    return isString ? value.range.lowerBound - 1..<value.range.upperBound + 1 : value.range
  }

  // MARK: - Emptying

  /// What empties the members that are there. Null stays null.
  func edits(of object: Int, _ members: [(MemberName, String)]) -> [Edit] {
    members.compactMap { name, value in
      guard let index = member(name, of: object), tape.values[index].kind != .null else {
        return nil
      }
      return (whole(index), value)
    }
  }

  /// What empties all strings and arrays of an object but its `type`.
  func edits(emptying object: Int?) -> [Edit] {
    children(of: object).compactMap { index in
      guard !tape.hasKey(.type, at: index, in: bytes.span) else { return nil }
      switch tape.values[index].kind {
      case .string: return (whole(index), "\"\"")
      case .array: return (whole(index), "[]")
      default: return nil
      }
    }
  }

  /// A range of the response after edits inside it.
  func spliced(_ range: Range<Int>, _ edits: [Edit]) -> [UInt8] {
    var output: [UInt8] = []
    var at = range.lowerBound
    for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      output.append(contentsOf: bytes[at..<edit.range.lowerBound])
      output.append(contentsOf: edit.value.utf8)
      at = edit.range.upperBound
    }
    output.append(contentsOf: bytes[at..<range.upperBound])
    return output
  }
}

/// The names that the events are made from.
extension MemberName {
  static let action: MemberName = "action"
  static let annotations: MemberName = "annotations"
  static let arguments: MemberName = "arguments"
  static let code: MemberName = "code"
  static let commands: MemberName = "commands"
  static let completed: MemberName = "completed"
  static let completedAt: MemberName = "completed_at"
  static let content: MemberName = "content"
  static let diff: MemberName = "diff"
  static let error: MemberName = "error"
  static let failed: MemberName = "failed"
  static let id: MemberName = "id"
  static let incomplete: MemberName = "incomplete"
  static let incompleteDetails: MemberName = "incomplete_details"
  static let input: MemberName = "input"
  static let logprobs: MemberName = "logprobs"
  static let moderation: MemberName = "moderation"
  static let operation: MemberName = "operation"
  static let output: MemberName = "output"
  static let outputs: MemberName = "outputs"
  static let outputText: MemberName = "output_text"
  static let queries: MemberName = "queries"
  static let refusal: MemberName = "refusal"
  static let result: MemberName = "result"
  static let results: MemberName = "results"
  static let status: MemberName = "status"
  static let summary: MemberName = "summary"
  static let text: MemberName = "text"
  static let tools: MemberName = "tools"
  static let type: MemberName = "type"
  static let usage: MemberName = "usage"
}
