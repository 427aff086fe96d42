import Testing
import Transcripts

@Suite struct TranscriptReaderTests {
  private func read(_ line: String) throws(TranscriptError) -> TranscriptLine {
    var reader = TranscriptReader()
    return try reader.read(Array(line.utf8))
  }

  private func text(_ line: String, _ range: Range<Int>?) -> String? {
    range.map { String(decoding: Array(line.utf8)[$0], as: UTF8.self) }
  }

  @Test func `an object is given as its bytes in the line`() throws {
    let line = " { \"from\" : \"client\", \"frame\": {\"a\" : 1e400 } , \"conn\":\"c\\u0031\"}\r"
    let read = try read(line)
    #expect(read.from == .client)
    guard case .object(let range) = read.content else { throw Unexpected() }
    #expect(text(line, range) == "{\"a\" : 1e400 }")
    #expect(text(line, read.connection) == "\"c\\u0031\"")
    #expect(read.principal == nil)
  }

  @Test func `what a frame holds is not the reader's matter`() throws {
    let deep = String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000)
    for frame in ["{\"a\":1,\"a\":2}", "{\"a\":\(deep)}"] {
      guard case .object = try read("{\"from\":\"backend\",\"frame\":\(frame)}").content else {
        throw Unexpected()
      }
    }
    for frame in ["", "{", "[]", "\\ud800", "x"] {
      let line = "{\"from\":\"client\",\"frame\":\"\(frame)\"}"
      guard case .text(let range, let isEscaped) = try read(line).content else {
        throw Unexpected()
      }
      #expect(text(line, range) == frame)
      #expect(isEscaped == frame.contains("\\"))
    }
  }

  @Test func `binary frames are decoded, and closes are numbers`() throws {
    let line = "{\"binary\":\"AAH\\/\",\"from\":\"backend\"}"
    guard case .binary(let bytes, let range) = try read(line).content else { throw Unexpected() }
    #expect(bytes == [0x00, 0x01, 0xFF])
    #expect(text(line, range) == "AAH\\/")
    #expect(try read("{\"from\":\"client\",\"binary\":\"\"}").content == .binary([], 27..<27))
    for code in [1000, 4999] {
      #expect(try read("{\"from\":\"client\",\"close\":\(code)}").content == .close(code))
    }
  }

  @Test func `a principal is decoded`() throws {
    let line = "{\"from\":\"client\",\"principal\":\"j\\u0061n\",\"frame\":{}}"
    #expect(try read(line).principal == Array("jan".utf8))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let line: String
    let message: String
    var testDescription: String { line }

    init(_ line: String, _ message: String) {
      self.line = line
      self.message = message
    }
  }

  static let cases = [
    Case("", "the line is not JSON at byte 0"),
    Case("jane@x.org", "the line is not JSON at byte 0"),
    Case("{\"from\":\"client\",\"frame\":{}", "the line is not JSON at byte 27"),
    Case("{\"from\":\"client\",\"frame\":{}} x", "the line is not JSON"),
    Case("[]", "the line is not a JSON object"), Case("\"jane\"", "the line is not a JSON object"),
    Case("{}", "\"from\" is missing"),
    Case("{\"frame\":{}}", "\"from\" is missing"),
    Case("{\"from\":\"server\",\"frame\":{}}", "\"from\" must be \"client\" or \"backend\""),
    Case("{\"from\":1,\"frame\":{}}", "\"from\" must be"),
    Case("{\"from\":\"Client\",\"frame\":{}}", "\"from\" must be"),
    Case("{\"from\":\"client\"}", "\"frame\", \"binary\" or \"close\" is missing"),
    Case("{\"from\":\"client\",\"frame\":[]}", "\"frame\" must be an object, or a string"),
    Case("{\"from\":\"client\",\"frame\":null}", "\"frame\" must be"),
    Case("{\"from\":\"client\",\"frame\":7}", "\"frame\" must be"),
    Case("{\"from\":\"client\",\"binary\":\"A\"}", "\"binary\" must be a string in base64"),
    Case("{\"from\":\"client\",\"binary\":\"jane@\"}", "\"binary\" must be"),
    Case("{\"from\":\"client\",\"binary\":[1]}", "\"binary\" must be"),
    Case("{\"from\":\"client\",\"close\":999}", "\"close\" must be a close code"),
    Case("{\"from\":\"client\",\"close\":5000}", "\"close\" must be"),
    Case("{\"from\":\"client\",\"close\":1000.0}", "\"close\" must be"),
    Case("{\"from\":\"client\",\"close\":\"1000\"}", "\"close\" must be"),
    Case("{\"from\":\"client\",\"close\":null}", "\"close\" must be"),
    Case("{\"from\":\"client\",\"frame\":{},\"close\":1000}", "a line has one of"),
    Case("{\"from\":\"client\",\"frame\":{},\"binary\":\"\"}", "a line has one of"),
    Case("{\"from\":\"client\",\"frame\":{},\"conn\":1}", "\"conn\" must be a string"),
    Case("{\"from\":\"client\",\"frame\":{},\"principal\":1}", "\"principal\" must be a string"),
    Case(
      "{\"from\":\"client\",\"frame\":{},\"principal\":\"\"}", "\"principal\" must not be empty"),
    Case("{\"from\":\"client\",\"frame\":{},\"principal\":\"a\\u0000\"}", "\"principal\" must not"),
    Case("{\"from\":\"client\",\"frame\":{},\"to\":\"backend\"}", "a line has \"from\""),
    Case("{\"from\":\"client\",\"frame\":{},\"frame\":{}}", "the line names a key twice"),
    Case(
      "{\"from\":\"client\",\"frame\":{},\"fr\\u006fm\":\"client\"}", "the line names a key twice"),
  ]

  @Test(arguments: cases)
  func `a line of another form is refused without what it says`(of: Case) {
    let error = #expect(throws: TranscriptError.self) { try read(of.line) }
    #expect(error?.description.hasPrefix(of.message) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("jane") == false)
  }

  @Test func `a line that is not UTF-8 is refused`() {
    var reader = TranscriptReader()
    let line = Array("{\"from\":\"client\",\"frame\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)
    let error = #expect(throws: TranscriptError.self) { try reader.read(line) }
    #expect(error?.description == "the line is not UTF-8 at byte 26")
  }

  @Test func `a reader goes on behind a line that it refused`() throws {
    var reader = TranscriptReader()
    _ = try? reader.read(Array("{\"from\":".utf8))
    #expect(
      try reader.read(Array("{\"from\":\"client\",\"close\":1000}".utf8)).content == .close(1000))
  }
}

/// Something that a test takes for granted is not so.
private struct Unexpected: Error {}
