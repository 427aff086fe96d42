internal import FrameJSON

/// The models that a connection may use, enforced on every client frame.
///
/// A key means the model if it is `model` after case folding and without white space and format
/// characters, at the top of a frame, in `response` or in `session`: some backend may read it so.
struct ModelPolicy {
  private let models: [MemberName]
  private static let name = Array("model".utf8)

  init(models: [String]) { self.models = models.map { MemberName(bytes: Array($0.utf8)) } }

  var isActive: Bool { !models.isEmpty }

  /// The one model that every frame gets, if it is one.
  var enforced: [UInt8]? { models.count == 1 ? models.first?.bytes : nil }

  /// The model keys of the frame on a tape, as indexes of their values.
  func modelMembers(_ tape: FrameTape, _ bytes: Span<UInt8>, into members: inout [Int]) {
    members.removeAll(keepingCapacity: true)
    guard isActive else { return }
    collect(0, tape, bytes, &members)
    for holder in [Names.response, Names.session] {
      if let object = tape.member(holder, of: 0, in: bytes) {
        collect(object, tape, bytes, &members)
      }
    }
  }

  private func collect(
    _ object: Int, _ tape: FrameTape, _ bytes: Span<UInt8>, _ members: inout [Int]
  ) {
    guard tape.values[object].kind == .object else { return }
    var index = tape.firstChild(of: object)
    while index < tape.values[object].next {
      if isModelKey(tape.values[index], bytes) { members.append(index) }
      index = tape.values[index].next
    }
  }

  private func isModelKey(_ value: FrameValue, _ bytes: Span<UInt8>) -> Bool {
    guard let range = value.keyRange, range.count >= Self.name.count else { return false }
    let raw = bytes.extracting(range)
    if range.count == Self.name.count, !value.isKeyEscaped {
      for index in raw.indices where raw[index] | 0x20 != Self.name[index] { return false }
      return true
    }
    // Any longer key that holds only ASCII letters, digits and `_` is another word.
    var isPlain = !value.isKeyEscaped
    for index in raw.indices where isPlain {
      switch raw[index] {
      case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: continue
      default: isPlain = false
      }
    }
    guard !isPlain else { return false }
    let key = String(decoding: JSONString.decoded(raw), as: UTF8.self)
    var rest = Self.name[...]
    for scalar in key.unicodeScalars {
      let properties = scalar.properties
      switch properties.generalCategory {
      case .format, .control: continue
      default: if properties.isWhitespace { continue }
      }
      let letter = Array(properties.lowercaseMapping.utf8)
      guard rest.starts(with: letter) else { return false }
      rest = rest.dropFirst(letter.count)
    }
    return rest.isEmpty
  }

  /// Sets the model where there is one to set.
  ///
  /// - Returns: What breaks the policy, and at which value of the tape; nil if nothing does.
  func enforce(
    _ members: [Int], _ tape: FrameTape, _ bytes: Span<UInt8>, _ edits: inout FrameEdits
  ) -> (advice: String, index: Int)? {
    guard isActive else { return nil }
    if let model = models.first, models.count == 1 {
      for index in members where !tape.isString(model, at: index, in: bytes) {
        edits.replace(tape.values[index].rangeWithQuotes, with: quoted(model).span)
      }
    } else {
      for index in members
      where !models.contains(where: { tape.isString($0, at: index, in: bytes) }) {
        return ("the model is not one of those that this connection may use.", index)
      }
    }
    guard members.isEmpty, isCreate(tape, bytes) else { return nil }
    guard models.count == 1, let model = models.first else {
      return ("name one of the models that this connection may use.", 0)
    }
    insert(model, tape, bytes, &edits)
    return nil
  }

  private func isCreate(_ tape: FrameTape, _ bytes: Span<UInt8>) -> Bool {
    guard let type = tape.member(Names.type, of: 0, in: bytes) else { return false }
    return tape.isString(Names.responseCreate, at: type, in: bytes)
  }

  private func insert(
    _ model: MemberName, _ tape: FrameTape, _ bytes: Span<UInt8>, _ edits: inout FrameEdits
  ) {
    var object = 0
    if let response = tape.member(Names.response, of: 0, in: bytes),
      tape.values[response].kind == .object
    {
      object = response
    }
    let start = tape.values[object].range.lowerBound + 1
    var member = Array("\"model\":".utf8) + quoted(model)
    if tape.values[object].next > object + 1 { member.append(UInt8(ascii: ",")) }
    edits.replace(start..<start, with: member.span)
  }

  private func quoted(_ model: MemberName) -> [UInt8] {
    var bytes = [UInt8(ascii: "\"")]
    JSONString.encode(model.bytes.span, into: &bytes)
    bytes.append(UInt8(ascii: "\""))
    return bytes
  }
}

extension FrameValue {
  /// The bytes of the value, of a string with its quotes.
  var rangeWithQuotes: Range<Int> {
    kind == .string ? range.lowerBound - 1..<range.upperBound + 1 : range
  }
}
