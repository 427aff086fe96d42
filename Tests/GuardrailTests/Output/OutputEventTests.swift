import Guardrail
import Testing

/// Events of a backend that does what none should, while output is masked on the fly.
@Suite struct OutputEventTests {
  private static let value = "anna.lang@contoso.net"
  private static let head = String(value.prefix(9))
  private static let tail = String(value.dropFirst(9))

  private func start(_ change: (inout Settings) -> Void = { _ in }) throws -> Talk {
    var settings = Settings()
    settings.outputMasking = .stream
    change(&settings)
    return try Talk(settings: settings)
  }

  @Test(arguments: [
    "{\"a\":{\"b\":\"VALUE\"}}", "{\"a\":[\"VALUE\"]}", "{\"a\":1,\"b\":{\"VALUE\":\"x\"}}",
    "{\"VALUE\":\"x\"}", "{\"<EMAIL_ADDRESS_K7Q2M9XR>\":\"VALUE\"}", "[\"VALUE\"]",
  ])
  func `a delta of any form is masked`(delta: String) throws {
    var talk = try start()
    let event =
      "{\"type\":\"response.new.delta\",\"item_id\":\"i\",\"delta\":\(delta.replacing("VALUE", with: Self.value))}"
    let out = talk.answer(event)
    #expect(out.count == 1)
    #expect(!out.joined().contains("contoso"))
  }

  @Test func `one stream more loses what was held of the oldest`() throws {
    var talk = try start { $0.streams = 2 }
    let streams = (0..<3).map { Stream(part: $0) }
    for stream in streams {
      #expect(talk.answer(stream.delta(Self.head)) == [stream.delta("")])
    }
    for stream in streams.reversed() {
      let out = talk.answer(stream.delta(Self.tail + " "))
      #expect(!out.joined().contains(Self.value))
      #expect(!out.joined().contains("anna"))
    }
  }

  @Test func `a stream whose value goes on is not let go`() throws {
    var talk = try start { $0.streams = 1 }
    let key =
      "-----BEGIN PRIVATE KEY-----" + String(repeating: "MIIEvQIBADANBgkqhkiG9w0B", count: 20)
    #expect(try talk.deltas(Stream(part: 0).delta(key)) == ["<PRIVATE_KEY>"])
    #expect(try talk.deltas(Stream(part: 1).delta("words of another")) == [""])
    #expect(try talk.deltas(Stream(part: 0).delta("MIIEvQIBADANBgkqhkiG9w0B")) == [""])
  }

  @Test func `a character that is cut into two surrogates comes whole`() throws {
    var talk = try start()
    func delta(_ raw: String) -> String {
      "{\"type\":\"response.output_text.delta\",\"item_id\":\"i\",\"delta\":\"\(raw)\"}"
    }
    #expect(talk.answer(delta("hi \\ud83d")) == [delta("hi ")])
    #expect(talk.answer(delta("\\ude00 and")) == [delta("\u{1F600} ")])
    #expect(talk.answer(delta(" \\ud83d")) == [delta("and ")])
    #expect(talk.answer(delta("x ")) == [delta("\u{FFFD}x ")])
    #expect(talk.answer(delta("C:\\\\ud83d ")) == [delta("C:\\\\ud83d ")])
  }

  @Test func `deltas after the end of a stream are a new one`() throws {
    var talk = try start()
    let done =
      "{\"type\":\"response.output_text.done\",\"item_id\":\"i\",\"output_index\":0,\"content_index\":0,\"text\":\"x\"}"
    func delta(_ text: String) -> String {
      "{\"type\":\"response.output_text.delta\",\"item_id\":\"i\",\"output_index\":0,\"content_index\":0,\"delta\":\"\(text)\"}"
    }
    for _ in 0..<3 {
      #expect(talk.answer(delta(Self.value)) == [delta("")])
      #expect(talk.answer(done) == [delta("<EMAIL_ADDRESS>"), done])
    }
  }
}
