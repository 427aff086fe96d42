internal import FrameJSON

/// What an event that refuses a frame says: the rule and the path.
struct RefusalEvent {
  let rule: String
  let path: String

  private static let error: MemberName = "error"
  private static let code: MemberName = "code"
  private static let param: MemberName = "param"
  private static let prefix = "maskwire_"

  /// Reads an event; nil if it refuses nothing.
  init?(_ frame: [UInt8]) {
    var tape = FrameTape()
    let bytes = frame.span
    do throws(FrameError) {
      try tape.scanObject(bytes)
    } catch {
      return nil
    }
    guard let error = tape.member(Self.error, of: 0, in: bytes),
      let code = tape.member(Self.code, of: error, in: bytes), tape.values[code].kind == .string
    else { return nil }
    func text(_ index: Int) -> String {
      String(
        decoding: JSONString.decoded(bytes.extracting(tape.values[index].range)), as: UTF8.self)
    }
    let name = text(code)
    rule = name.hasPrefix(Self.prefix) ? String(name.dropFirst(Self.prefix.count)) : name
    if let param = tape.member(Self.param, of: error, in: bytes), tape.values[param].kind == .string
    {
      path = text(param)
    } else {
      path = ""
    }
  }
}
