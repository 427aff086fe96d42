import TestSupport
import Testing

/// Values over the borders of neighbouring parts.
@Suite struct NeighbourTests {
  @Test(arguments: [
    ["mail jane@", "contoso.net now"], ["jane", "@", "contoso.net"], ["ja", "ne@contoso", ".net"],
    ["card 4111 1111 ", "1111 1111"], ["é jane@cont", "oso.net é"],
  ]) func `each part gets its own piece back`(texts: [String]) throws {
    for parts in ["\"content\"", "\"a_future_list\""] {
      var talk = try Talk()
      let list = texts.map { "{\"type\":\"input_text\",\"text\":\"\($0)\"}" }
      let frame =
        "{\"type\":\"response.create\",\"input\":[{\"role\":\"user\",\(parts):"
        + "[\(list.joined(separator: ","))]}]}"
      let passed = talk.send(frame)
      let sent = try #require(passed)
      #expect(!sent.contains("jane") && !sent.contains("contoso") && !sent.contains("1111"))
      let echo = talk.answer("{\"type\":\"a_future_event\",\"echo\":\(sent)}")
      #expect(echo == ["{\"type\":\"a_future_event\",\"echo\":\(frame)}"])
    }
  }

  @Test func `a key with a prefix is found over parts, of frames that nobody knows too`() throws {
    let key = "ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    for cut in 1..<key.count {
      var talk = try Talk()
      let parts = [key.prefix(cut), key.dropFirst(cut)].map { "{\"text\":\"\($0)\"}" }
      let passed = talk.send(
        "{\"type\":\"a_future_frame\",\"x\":[\(parts.joined(separator: ","))]}")
      let sent = try #require(passed)
      #expect(!sent.contains(cut > 4 ? key.prefix(cut) : key.dropFirst(cut)))
    }
  }

  @Test func `parts that are not side by side are read apart`() throws {
    var talk = try Talk()
    let frame = """
      {"type":"response.create","input":[{"role":"user","content":[\
      {"type":"input_text","text":"jane@"},{"type":"input_image","file_id":"f"},\
      {"type":"input_text","text":"contoso.net"}]}]}
      """
    #expect(talk.send(frame) == frame)
  }
}
