import FrameJSON

extension Frames {
  private static let agentBytes = 1_000_000

  /// A turn of a coding agent late in its day: a long history of messages, calls and outputs.
  static func agent() -> [UInt8] {
    var frame = Array(
      """
      {"type":"response.create","model":"\(model)","store":false,"stream":true,"instructions":\
      "You are a coding agent. Work in small steps and run the tests after each.","input":[
      """.utf8)
    var random = SmallGenerator(state: 0x9E37_79B9_7F4A_7C15)
    var count = 0
    while frame.count < agentBytes {
      if count > 0 { frame.append(UInt8(ascii: ",")) }
      append(step: count, &random, to: &frame)
      count += 1
    }
    frame.append(contentsOf: #"],"reasoning":{"effort":"medium"}}"#.utf8)
    return frame
  }

  private static func append(
    step: Int, _ random: inout SmallGenerator, to frame: inout [UInt8]
  ) {
    let call = "call_\(random.letters(24))"
    switch step % 4 {
    case 0:
      append(
        [
          ("type", "message"), ("role", step % 8 == 0 ? "user" : "assistant"),
          ("content", prose(step, &random)),
        ], to: &frame)
    case 1:
      append(call: call, "read_file", file(step, &random), source(&random), to: &frame)
    case 2:
      append(call: call, "query", ("sql", "select * from orders"), table(&random), to: &frame)
    default:
      append(call: call, "run", ("command", "tail -n 60 service.log"), log(&random), to: &frame)
    }
  }

  private static func append(
    call: String, _ name: String, _ argument: (String, String), _ output: String,
    to frame: inout [UInt8]
  ) {
    var arguments: [UInt8] = []
    append([argument, ("reason", "look before changing anything")], to: &arguments)
    append(
      [
        ("type", "function_call"), ("call_id", call), ("name", name),
        ("arguments", String(decoding: arguments, as: UTF8.self)),
      ], to: &frame)
    frame.append(UInt8(ascii: ","))
    append([("type", "function_call_output"), ("call_id", call), ("output", output)], to: &frame)
  }

  /// An object whose values are strings.
  private static func append(_ members: [(String, String)], to frame: inout [UInt8]) {
    var separator = UInt8(ascii: "{")
    for (key, value) in members {
      frame.append(separator)
      frame.append(contentsOf: "\"\(key)\":\"".utf8)
      JSONString.encode(Array(value.utf8).span, into: &frame)
      frame.append(UInt8(ascii: "\""))
      separator = UInt8(ascii: ",")
    }
    frame.append(UInt8(ascii: "}"))
  }

  private static func file(_ step: Int, _ random: inout SmallGenerator) -> (String, String) {
    ("path", "Sources/Orders/\(random.letters(8))/Step\(step).swift")
  }

  private static func prose(_ step: Int, _ random: inout SmallGenerator) -> String {
    var text = "Next I look at the place where orders are written, because the failing test "
    text += "compares the totals before rounding. The customer in ticket \(random.below(9_000)) "
    text += "saw the same.\n"
    if step % 16 == 0 {
      text += "Tell person\(random.below(40))@fabrikam.org or +49 30 90182\(random.below(900)) "
      text += "when it works.\n"
    }
    return text
  }

  private static func source(_ random: inout SmallGenerator) -> String {
    var text = "import Foundation\n\n"
    for _ in 0..<20 + random.below(30) {
      let name = random.letters(7)
      text += "/// Sums the \(name) of an order, in cents.\n"
      text += "func \(name)(of order: Order, rounding: Bool = true) -> Int {\n"
      text += "  guard let first = order.lines.first(where: { $0.amount > \(random.below(500)) }) "
      text += "else { return 0 }\n"
      text += "  let total = order.lines.map(\\.amount).reduce(0, +)  // \"net\", not gross\n"
      text += "  return rounding ? total / 100 * 100 : total + first.amount\n}\n\n"
    }
    return text
  }

  private static func table(_ random: inout SmallGenerator) -> String {
    var rows: [String] = []
    for _ in 0..<40 {
      let mail = random.below(20) == 0 ? "person\(random.below(40))@fabrikam.org" : ""
      rows.append(
        """
        {"order":\(random.below(90_000)),"state":"\(random.letters(6))","amount":\
        \(random.below(4_000)).5,"placed":"2026-03-\(10 + random.below(18))T08:15:00Z","mail":\
        "\(mail)","note":"\(random.letters(9)) \(random.letters(5))"}
        """)
    }
    return "[" + rows.joined(separator: ",") + "]"
  }

  private static func log(_ random: inout SmallGenerator) -> String {
    var text = ""
    for _ in 0..<60 {
      text += "2026-03-\(10 + random.below(18)) 08:15:\(10 + random.below(49)) "
      text += "INFO [worker-\(random.below(8))] \(random.letters(8)).\(random.letters(6)): took "
      text += "\(random.below(900)) ms, request \(random.letters(16))"
      if random.below(30) == 0 { text += " from 198.51.100.\(random.below(250))" }
      text += "\n"
    }
    return text
  }
}

/// A small generator of numbers (xorshift), so that the frames are the same in each run.
struct SmallGenerator {
  private var state: UInt64

  init(state: UInt64) { self.state = state }

  mutating func below(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % bound
  }

  mutating func letters(_ count: Int) -> String {
    String(decoding: (0..<count).map { _ in UInt8(ascii: "a") + UInt8(below(26)) }, as: UTF8.self)
  }
}
