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
