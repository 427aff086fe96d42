import Testing

/// Offsets are code points of the text that each side sees.
@Suite struct AnnotationOffsetTests {
  private static let value = "jane.roe@contoso.net"

  /// A range of the client's text, and the same one of the backend's, in which the value is a token
  /// of 24 characters in place of 20.
  struct Case: Sendable {
    let text: String
    let client: (start: Int, end: Int)
    let backend: (start: Int, end: Int)
  }

  static let cases = [
    // Before, at both borders, around and behind the value.
    Case(text: "mail \(value) now", client: (0, 4), backend: (0, 4)),
    Case(text: "mail \(value) now", client: (0, 5), backend: (0, 5)),
    Case(text: "mail \(value) now", client: (5, 25), backend: (5, 29)),
    Case(text: "mail \(value) now", client: (4, 26), backend: (4, 30)),
    Case(text: "mail \(value) now", client: (25, 29), backend: (29, 33)),
    Case(text: "mail \(value) now", client: (26, 29), backend: (30, 33)),
    // Characters outside the basic plane and combining ones are code points.
    Case(text: "\u{1F642}e\u{301} \(value) now", client: (3, 24), backend: (3, 28)),
    Case(text: "\u{1F469}\u{200D}\u{1F52C} \(value)\u{1F642}", client: (4, 25), backend: (4, 29)),
    // Several values.
    Case(text: "\(value) \(value) \(value)", client: (21, 41), backend: (25, 49)),
    Case(text: "\(value) \(value) \(value)", client: (0, 62), backend: (0, 74)),
  ]

  private func message(_ text: String, _ start: Int, _ end: Int) -> String {
    """
    {"type":"message","role":"assistant","content":[{"annotations":[{"type":"url_citation",\
    "end_index":\(end),"title":"t","start_index":\(start)},{"type":"file_citation",\
    "index":\(start),"filename":"f"}],"type":"output_text","text":\(JSONTree.string(text).text)}]}
    """
  }

  private func offsets(_ message: JSONTree?) -> [Int?] {
    let part = message?["content.0.annotations"]
    return [part?.number("0.start_index"), part?.number("0.end_index"), part?.number("1.index")]
  }

  @Test(arguments: cases)
  func `offsets in history move as its text is masked`(of: Case) throws {
    var talk = try Talk()
    let sent = talk.send(
      "{\"type\":\"response.create\",\"input\":[\(message(of.text, of.client.start, of.client.end))]}"
    )
    let item = try JSONTree(try #require(sent))["input.0"]
    #expect(offsets(item) == [of.backend.start, of.backend.end, of.backend.start])
  }

  @Test(arguments: cases)
  func `offsets of whole texts move as they are restored`(of: Case) throws {
    var talk = try Talk()
    let masked = try talk.masked(of.text)
    let item = message(masked, of.backend.start, of.backend.end)
    let done = talk.answer("{\"type\":\"response.output_item.done\",\"item\":\(item)}")
    #expect(
      offsets(try JSONTree(try #require(done.first))["item"])
        == [of.client.start, of.client.end, of.client.start])
    let end = talk.answer(
      "{\"type\":\"response.completed\",\"response\":{\"output\":[\(item)]}}")
    #expect(
      offsets(try JSONTree(try #require(end.first))["response.output.0"])
        == [of.client.start, of.client.end, of.client.start])
  }

  @Test(arguments: cases, [1, 3, 100])
  func `an annotation that is added to a stream is shifted as its text was`(
    of: Case, length: Int
  ) throws {
    var talk = try Talk()
    let scalars = Array(try talk.masked(of.text).unicodeScalars)
    for start in stride(from: 0, to: scalars.count, by: length) {
      let piece = String(
        String.UnicodeScalarView(scalars[start..<min(scalars.count, start + length)]))
      _ = talk.answer(
        "{\"type\":\"response.output_text.delta\",\"item_id\":\"i\",\"output_index\":0,\"content_index\":1,\"delta\":\(JSONTree.string(piece).text)}"
      )
    }
    for isDone in [false, true] {
      if isDone {
        _ = talk.answer(
          "{\"type\":\"response.output_text.done\",\"item_id\":\"i\",\"output_index\":0,\"content_index\":1,\"text\":\"\"}"
        )
      }
      let event = talk.answer(
        "{\"type\":\"response.output_text.annotation.added\",\"item_id\":\"i\",\"output_index\":0,\"content_index\":1,\"annotation\":{\"start_index\":\(of.backend.start),\"end_index\":\(of.backend.end),\"index\":\(of.backend.start)}}"
      )
      let annotation = try JSONTree(try #require(event.last))["annotation"]
      #expect(annotation?.number("start_index") == of.client.start)
      #expect(annotation?.number("end_index") == of.client.end)
      #expect(annotation?.number("index") == of.client.start)
    }
  }

  @Test func `an offset inside a value goes to its border`() throws {
    var talk = try Talk()
    let text = "mail \(Self.value) now"
    let sent = talk.send("{\"type\":\"response.create\",\"input\":[\(message(text, 10, 12))]}")
    #expect(offsets(try JSONTree(try #require(sent))["input.0"]) == [5, 29, 5])
    let masked = try talk.masked(text)
    let done = talk.answer(
      "{\"type\":\"response.output_item.done\",\"item\":\(message(masked, 10, 12))}")
    #expect(offsets(try JSONTree(try #require(done.first))["item"]) == [5, 25, 5])
  }

  @Test func `offsets of another part are left alone`() throws {
    var talk = try Talk()
    let masked = try talk.masked("mail \(Self.value) now")
    _ = talk.answer(
      "{\"type\":\"response.output_text.delta\",\"item_id\":\"i\",\"output_index\":0,\"content_index\":0,\"delta\":\"\(masked)\"}"
    )
    let other =
      "{\"type\":\"response.output_text.annotation.added\",\"item_id\":\"i\",\"output_index\":0,\"content_index\":1,\"annotation\":{\"start_index\":30,\"end_index\":31}}"
    #expect(talk.answer(other) == [other])
  }

  @Test(arguments: ["-1", "1.5", "1e3", "\"30\"", "null", "12345678901234567890", "[30]", "{}"])
  func `what is no offset is left alone`(offset: String) throws {
    var talk = try Talk()
    let masked = try talk.masked("mail \(Self.value) now")
    let event =
      "{\"type\":\"response.output_item.done\",\"item\":{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"\(masked)\",\"annotations\":[{\"start_index\":\(offset)}]}]}}"
    #expect(talk.answer(event) == [event.replacing(masked, with: "mail \(Self.value) now")])
  }
}
