import Testing
import Transcripts

@Suite struct TranscriptWriterTests {
  private func output(_ write: (inout TranscriptWriter) -> Void) -> String {
    var writer = TranscriptWriter()
    write(&writer)
    return String(decoding: writer.output, as: UTF8.self)
  }

  @Test func `a frame goes out as an object or as a string`() {
    let frame = Array("{\"a\": \"\\n\\\"\"}".utf8)
    #expect(
      output { $0.frame(to: .backend, text: frame.span, asObject: true) }
        == "{\"to\":\"backend\",\"frame\":{\"a\": \"\\n\\\"\"}}\n")
    #expect(
      output { $0.frame(to: .client, text: frame.span, asObject: false) }
        == "{\"to\":\"client\",\"frame\":\"{\\\"a\\\": \\\"\\\\n\\\\\\\"\\\"}\"}\n")
    #expect(
      output { $0.frame(to: .client, json: Array("\"x\\u0041\"".utf8).span) }
        == "{\"to\":\"client\",\"frame\":\"x\\u0041\"}\n")
  }

  @Test(arguments: ["{\n}", "{\r\n\"a\":1}"])
  func `a frame of several lines goes out as a string, so that it stays one line`(frame: String) {
    let bytes = Array(frame.utf8)
    let text = output { $0.frame(to: .client, text: bytes.span, asObject: true) }
    #expect(text.utf8.filter { $0 == 0x0A || $0 == 0x0D }.count == 1)
    #expect(text.hasPrefix("{\"to\":\"client\",\"frame\":\"{") && text.hasSuffix("}\"}\n"))
  }

  @Test func `binary frames and closes go out as they are`() {
    #expect(
      output { $0.binary(to: .client, base64: Array("AAE=".utf8).span) }
        == "{\"to\":\"client\",\"binary\":\"AAE=\"}\n")
    #expect(
      output { $0.close(to: .backend, code: 1011) } == "{\"to\":\"backend\",\"close\":1011}\n")
  }

  @Test func `a connection is named as its input names it`() {
    let text = output {
      $0.connection = Array("\"c\\u0031\"".utf8)
      $0.close(to: .client, code: 1000)
      $0.connection = []
      $0.close(to: .client, code: 1000)
    }
    #expect(
      text == "{\"to\":\"client\",\"close\":1000,\"conn\":\"c\\u0031\"}\n"
        + "{\"to\":\"client\",\"close\":1000}\n")
  }

  @Test func `what was taken is forgotten`() {
    var writer = TranscriptWriter()
    writer.close(to: .client, code: 1000)
    writer.removeAll()
    #expect(writer.output.isEmpty)
  }
}
