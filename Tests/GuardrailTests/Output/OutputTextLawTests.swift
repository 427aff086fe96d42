import FrameJSON
import Recognizers
import TestSupport
import Testing
import Tokens

@testable import Guardrail

/// Law 2 for masking: however a text of a model arrives, it goes out as the same text.
@Suite struct OutputTextLawTests {
  @Test(arguments: 0..<1_000)
  func `a text in pieces is masked as the whole`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let isSource = random.once(in: 3)
    let text = isSource ? OutputSample.source(&random) : OutputSample.text(&random)
    let bench = try Bench()
    let whole = try bench.masked([text], isSource: isSource)
    if isSource, bench.isJSON(text) { #expect(bench.isJSON(whole), "seed \(seed)") }
    for _ in 0..<3 {
      let pieces = random.pieces(of: text)
      #expect(try bench.masked(pieces, isSource: isSource) == whole, "seed \(seed)")
    }
    // A character may be written in six bytes, and a byte of source as `\uXXXX`.
    let most = 6 * bench.guardrail.settings.holdCharacters
    #expect(bench.mostHeld <= most)
  }

  @Test func `masked keys of source stay apart`() throws {
    let source = #"{"anna.b@contoso.net":1,"x":{"kenji@fabrikam.org":2},"amira@contoso.net":3}"#
    let masked = try Bench().masked([source], isSource: true)
    #expect(
      masked == #"{"<EMAIL_ADDRESS>":1,"x":{"<EMAIL_ADDRESS_2>":2},"<EMAIL_ADDRESS_3>":3}"#)
  }

  @Test func `Chinese prose is held for no longer than to the end of a sentence`() throws {
    let bench = try Bench()
    let text = String(repeating: "雪が降る前に会議の資料を確認してください。", count: 12)
    _ = try bench.masked(text.unicodeScalars.map { String(Character($0)) }, isSource: false)
    #expect(bench.mostHeld <= 66)
  }

  @Test(arguments: [
    (#"{"a":"line\nanna.lang@contoso.net"}"#, #"{"a":"line\n<EMAIL_ADDRESS>"}"#),
    (#"{"a":"\ud83d\ude00anna.lang@contoso.net"}"#, #"{"a":"\ud83d\ude00<EMAIL_ADDRESS>"}"#),
    (#"{"a":"\u0061nna.lang\u0040contoso.net\t"}"#, #"{"a":"<EMAIL_ADDRESS>\t"}"#),
    (#"{"a": [4111111111111111, -2.5e3]}"#, #"{"a": ["<CREDIT_CARD>", -2.5e3]}"#),
  ])
  func `strings of source are masked as they read`(source: String, wanted: String) throws {
    try expect(source, wanted)
  }

  @Test(arguments: [
    ("anna.lang@contoso.net", "<EMAIL_ADDRESS>"),
    ("{\"a\": anna.lang@contoso.net}", "{\"a\": <EMAIL_ADDRESS>}"),
    ("{'mail': 'anna.lang@contoso.net'}", "{'mail': '<EMAIL_ADDRESS>'}"),
    ("{\"a\":true} anna.lang@contoso.net", "{\"a\":true} <EMAIL_ADDRESS>"),
    ("[1, 4111 1111 1111 1111]", "[1, <CREDIT_CARD>]"),
    ("4111 1111 1111 1111", "<CREDIT_CARD>"),
    ("[1, 536-22-1234", "[1, <US_SSN>"),
    ("[\"a\", anna.lang@contoso.net", "[\"a\", <EMAIL_ADDRESS>"),
    ("{nullanna.lang@contoso.net", "{<EMAIL_ADDRESS>"),
  ])
  func `source that is no JSON is masked as text`(source: String, wanted: String) throws {
    try expect(source, wanted)
  }

  @Test(arguments: [
    OutputSample.longToken, OutputSample.longKey,
    OutputSample.longToken.replacing("e", with: "e\u{200B}"),
    OutputSample.longKey.replacing("BEGIN", with: "BE\u{200B}GIN"),
    "anna.lang" + String(repeating: "\u{200B}", count: 300) + "@contoso.net",
  ])
  func `a value that is open for long is masked to its end`(value: String) throws {
    let bench = try Bench()
    let pieces = ["see ", value, " and so on"].joined().map { String($0) }
    let masked = try bench.masked(pieces, isSource: false)
    #expect(masked.count < 40)
    #expect(masked.hasPrefix("see <") && masked.hasSuffix("> and so on"))
  }

  @Test(arguments: [
    String(repeating: "数据处理系统", count: 200), String(repeating: "0a1b2c3d4e5f6789", count: 300),
    String(repeating: "Ab1_", count: 1_000), String(repeating: "a.", count: 1_000),
    String(repeating: "สวัสดีครับ", count: 100),
  ])
  func `a long run that is no value passes`(run: String) throws {
    let bench = try Bench()
    #expect(try bench.masked([run], isSource: false) == run)
    #expect(try bench.masked(run.map { String($0) }, isSource: false) == run)
  }

  @Test(arguments: [
    "x%40%D0%BF%D0%BE%D1%87%D1%82%D0%B0.%D1%80%D1%84 x",
    "%78%40%E4%BE%8B%E5%AD%90%2E%E5%85%AC%E5%8F%B8 x",
    "&amp;amp;#106;ane&amp;#64;contoso.net x", "Bearer \u{430}534.Telefnter2hunte x",
    "https://bob:pass12345678@host.example.org/mailing list of all",
    "Telefon\n" + String(repeating: "\u{200B}", count: 90) + "36221234 and so on",
  ])
  func `what reads otherwise once more has arrived is not settled`(text: String) throws {
    let bench = try Bench()
    let whole = try bench.masked([text], isSource: false)
    #expect(whole != text)
    #expect(try bench.masked(text.unicodeScalars.map { String($0) }, isSource: false) == whole)
  }

  @Test(arguments: [
    "the password = hunter2hunter2-" + OutputSample.longKey,
    "DB_PASSWORD=hunter2hunter2\\n" + OutputSample.longKey.replacing("\n", with: "\\n"),
  ])
  func `a value before one that is open for long is masked with its key word`(text: String) throws {
    #expect(try !Bench().masked([text], isSource: false).contains("hunter2"))
  }

  @Test(arguments: 200..<300)
  func `a value that a masked open match hides is found behind it`(length: Int) throws {
    let bench = try Bench()
    let open = "eyJ" + String(repeating: "Ab1_", count: 100).prefix(length)
    let text = "see \(open) jane.doe@contoso.net, 4111 1111 1111 1111."
    #expect(try bench.masked([text], isSource: false).contains("jane") == false)
    let glued = "see eyJ\(String(repeating: "+", count: length))jane.doe@contoso.net. "
    #expect(try bench.masked([glued], isSource: false).contains("jane") == false)
  }

  @Test(arguments: [
    "下面我们用Python写一个简单的程序，它会读取一个文本文件，统计每个单词出现的次数，然后按照次数从多到少排序，最后把结果写到另一个文件里。如果文件很大，可以逐行读取，这样就不会占用太多的内存，程序也会运行得更稳定。",
    "ในปี2024" + String(repeating: "ข้อมูลการใช้งาน", count: 20),
    "Done" + String(repeating: "🎉", count: 120),
    "curl -X POST https://api.acme.example/v1/orders -H 'Content-Type: application/json' "
      + String(repeating: "-d '{\"note\": \"ring the bell twice\"}' ", count: 8) + "&& echo done",
    "https://ru.wikipedia.org/wiki/" + String(repeating: "%D0%A1%D0%BF%D0%B8_", count: 30),
    String(repeating: "\\u0421\\u043f\\u0438\\u0441", count: 30) + " x",
  ])
  func `harmless text is no value however long it has no end`(text: String) throws {
    let bench = try Bench()
    #expect(try bench.masked([text], isSource: false) == text)
    #expect(try bench.masked(text.unicodeScalars.map { String($0) }, isSource: false) == text)
  }

  private func expect(_ source: String, _ wanted: String) throws {
    let bench = try Bench()
    #expect(try bench.masked([source], isSource: true) == wanted)
    #expect(try bench.masked(source.map { String($0) }, isSource: true) == wanted)
  }
}

/// What masks texts, and how much it held.
private final class Bench {
  let guardrail: Guardrail
  private let output: OutputEngine
  private(set) var mostHeld = 0

  init() throws {
    guardrail = try Talk().guardrail
    output = OutputEngine(guardrail)
  }

  func isJSON(_ text: String) -> Bool {
    var tape = FrameTape()
    let bytes = Array(text.utf8)
    do throws(FrameError) {
      try tape.scan(bytes.span, limits: FrameLimits())
      return true
    } catch {
      return false
    }
  }

  func masked(_ pieces: [String], isSource: Bool) throws -> String {
    let reading = TextRestorer.Reading(
      grammar: guardrail.grammar, mangled: MangledGrammar(entities: []))
    output.begin(frameBytes: 1 << 20)
    var stream = OutputStream(isSource: isSource)
    var masked: [UInt8] = []
    for piece in pieces {
      let bytes = Array(piece.utf8)
      try stream.read(bytes.span, isLast: false, output, reading, into: &masked)
      mostHeld = max(mostHeld, stream.heldBytes)
    }
    let nothing: [UInt8] = []
    try stream.read(nothing.span, isLast: true, output, reading, into: &masked)
    return String(decoding: masked, as: UTF8.self)
  }
}
