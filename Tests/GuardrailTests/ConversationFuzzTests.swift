import FrameJSON
import Guardrail
import TestSupport
import Testing

/// Whatever either side sends: no trap, and each frame has an answer.
@Suite struct ConversationFuzzTests {
  @Test(arguments: 0..<500)
  func `mutated client frames are masked or refused, and the connection goes on`(
    seed: Int
  ) throws {
    var random = SeededGenerator(seed: seed)
    var talk = try Talk()
    let frame = FrameWriter.frame(seed: seed, samples: try Sample.all.get(), values: 3)
    for _ in 0..<8 {
      let bytes = random.mutation(of: Array(frame.text.utf8))
      switch talk.receive(client: bytes).frame {
      case .forward: #expect(Self.isJSON(bytes))
      case .replace(let sent): #expect(Self.isJSON(sent) && Self.isJSON(bytes))
      case .refuse(let reply): #expect(Self.isJSON(reply))
      case .drop: Issue.record("a client frame is dropped")
      }
    }
    #expect(talk.send("{\"type\":\"response.processed\"}") != nil)
  }

  @Test(arguments: 0..<500)
  func `odd and mutated events are answered, and the connection goes on`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    var talk = try Talk()
    let value = "jane.roe@contoso.net"
    let token = try talk.masked(value)
    for _ in 0..<30 {
      let event = random.oddEvent(token: token)
      var bytes = Array(event.utf8)
      if random.once(in: 3) { bytes = random.mutation(of: bytes) }
      let outcome = talk.receive(backend: bytes)
      for frame in outcome.before { #expect(Self.isJSON(frame)) }
      switch outcome.frame {
      case .forward: continue
      case .replace(let restored): #expect(Self.isJSON(restored))
      case .refuse, .drop: Issue.record("an event is refused")
      }
    }
    for event in talk.close(code: 1006) { #expect(Self.isJSON(Array(event.utf8))) }
    #expect(talk.answer("{\"x\":\"\(token)\"}") == ["{\"x\":\"\(value)\"}"])
  }

  /// Mutated frames are full of numbers that Foundation does not read.
  private static func isJSON(_ bytes: [UInt8]) -> Bool {
    var tape = FrameTape()
    return (try? tape.scanObject(bytes.span)) != nil
  }
}

extension SeededGenerator {
  /// An event in whose members anything may stand.
  fileprivate mutating func oddEvent(token: String) -> String {
    let types = [
      "response.output_text.delta", "response.output_text.done", "response.created",
      "response.completed", "response.output_item.done", "response.content_part.done", "error",
      "response.function_call_arguments.delta", "response.function_call_arguments.done",
      "response.output_text.annotation.added", "response.shell_call_output_content.delta",
      "response.future.delta", "response.future.done", "", ".delta", "delta",
    ]
    let keys = [
      "delta", "text", "item", "item_id", "output_index", "content_index", "summary_index",
      "command_index", "sequence_number", "stream_id", "logprobs", "annotation", "annotations",
      "response", "part", "arguments", "error", "output", "content",
    ]
    var members = ["\"type\":\"\(pick(types))\""]
    for key in keys.shuffled(using: &self).prefix(below(9)) {
      members.append("\"\(key)\":\(oddValue(token: token, depth: 0))")
    }
    return "{\(members.shuffled(using: &self).joined(separator: ","))}"
  }

  private mutating func oddValue(token: String, depth: Int) -> String {
    switch below(depth < 3 ? 9 : 6) {
    case 0: return pick(["0", "1", "2", "-1", "99999999999999999999", "1e400", "0.5", "1E-3"])
    case 1: return pick(["true", "false", "null", "\"\"", "{}", "[]"])
    case 2: return "\"\(token.prefix(below(token.count)))\""
    case 3: return "\"\(token.suffix(below(token.count)))\""
    case 4: return "\"\(spelled(filler(upTo: 2), escapes: 5))\""
    case 5: return "\"\(pick(["", "{\\\"a\\\":\\\"", "\\\\", "\\ud83d", "\u{1F642}"]))\(token)\""
    case 6:
      return "["
        + (0..<below(3)).map { _ in oddValue(token: token, depth: depth + 1) }
        .joined(separator: ",") + "]"
    default:
      let keys = [
        "type", "id", "text", "annotations", "start_index", "end_index", "index", "logprobs",
        "token", "content", "output", "format", "delta", "stdout", token,
      ]
      return "{"
        + keys.shuffled(using: &self).prefix(below(5)).map {
          "\"\($0)\":\(oddValue(token: token, depth: depth + 1))"
        }.joined(separator: ",") + "}"
    }
  }

  /// The bytes after a few changes: of bits, of bytes, of order and of length.
  fileprivate mutating func mutation(of bytes: [UInt8]) -> [UInt8] {
    var output = bytes
    let syntax = Array("\"\\{}[]:,0-.eEtu< \t\u{1}".utf8)
    for _ in 0...below(3) where !output.isEmpty {
      let at = below(output.count)
      switch below(6) {
      case 0: output[at] ^= 1 << UInt8(below(8))
      case 1: output[at] = pick(syntax)
      case 2: output.insert(pick(syntax), at: at)
      case 3: output.removeSubrange(at..<min(output.count, at + below(6)))
      case 4:
        let slice = Array(output[at..<min(output.count, at + below(12))])
        output.insert(contentsOf: slice, at: below(output.count))
      default: if once(in: 4) { output.removeLast(output.count - at) }
      }
    }
    return output
  }
}
