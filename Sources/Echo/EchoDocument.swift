internal import FrameJSON

/// One client frame, read.
struct EchoDocument {
  let bytes: [UInt8]
  let tape: FrameTape

  init(_ bytes: [UInt8], limits: FrameLimits) throws(FrameError) {
    var tape = FrameTape()
    try tape.scan(bytes.span, limits: limits)
    guard tape.root.kind == .object else { throw FrameError(.notAnObject, at: 0) }
    self.bytes = bytes
    self.tape = tape
  }

  func kind(_ index: Int) -> FrameValue.Kind { tape.values[index].kind }

  /// The member of that name, unless it is null.
  func member(_ name: MemberName, of object: Int) -> Int? {
    guard let index = tape.member(name, of: object, in: bytes.span), kind(index) != .null else {
      return nil
    }
    return index
  }

  func member(_ name: MemberName, of object: Int, _ kind: FrameValue.Kind) -> Int? {
    guard let index = member(name, of: object), self.kind(index) == kind else { return nil }
    return index
  }

  /// The text of a string.
  func text(_ index: Int) -> String {
    String(
      decoding: JSONString.decoded(bytes.span.extracting(tape.values[index].range)), as: UTF8.self)
  }

  /// The text of a member that is a string.
  func text(_ name: MemberName, of object: Int) -> String? {
    member(name, of: object, .string).map(text)
  }

  /// The JSON of a value as it was sent.
  func raw(_ index: Int) -> String {
    let range = tape.values[index].range
    let text = String(decoding: bytes[range], as: UTF8.self)
    return kind(index) == .string ? "\"\(text)\"" : text
  }

  func children(of container: Int?) -> [Int] { container.map { tape.children(of: $0) } ?? [] }

  /// The key of a member.
  func key(_ index: Int) -> String {
    guard let range = tape.values[index].keyRange else { return "" }
    return String(decoding: JSONString.decoded(bytes.span.extracting(range)), as: UTF8.self)
  }
}
