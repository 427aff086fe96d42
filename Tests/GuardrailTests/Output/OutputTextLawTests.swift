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
    for _ in 0..<3 {
      let pieces = random.pieces(of: text)
      #expect(try bench.masked(pieces, isSource: isSource) == whole, "seed \(seed)")
    }
    #expect(bench.mostHeld <= bench.guardrail.settings.holdBytes)
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
}

/// Texts that a model may write: prose, personal data of its own, tokens, and what looks like the
/// beginning of something.
enum OutputSample {
  private static let key =
    "-----BEGIN PRIVATE KEY-----\n"
    + String(repeating: "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n", count: 12)
    + "-----END PRIVATE KEY-----"
  private static let jwt =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    + String(repeating: "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4i", count: 8)
    + ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"

  private static let pieces = [
    "mail jane.doe@contoso.net", "jane.doe@contoso.net", "call +1 312 867 4471 now",
    "card 4111 1111 1111 1111", "4111111111111111", "IBAN DE89 3704 0044 0532 0130 00",
    "SSN 536-22-1234", "my social security number is 536221234", "ip 81.2.69.160 is up",
    "password = hunter2hunter2", "the password is correct-horse-9", key, jwt, "eyJhbGciOi",
    "sk-proj-abcdefgh1234ijkl5678mnop9012", "-----BEGIN", "<EMAIL_ADDRESS_K7Q2M9XR>",
    "<PHONE_NUMBER_8412345678>", "<EMAIL_ADDRESS_K7Q", "phone 3128674471", "3128674471",
    "a.b.c.d@", "@", "0x", "1234", "12.5", "Überweisung", "雪が降る", "\u{1F469}\u{200D}\u{1F52C}",
    "jane\u{200B}.doe@contoso.net", "jane.doe&#64;contoso.net", "41%40contoso.net",
    String(repeating: "a", count: 300), String(repeating: "ab1/", count: 100),
    "https://example.org/a?b=c", "\n", "\t", "the quick brown fox", "of the world and its ways",
  ]

  static func text(_ random: inout SeededGenerator) -> String {
    (0..<random.below(14)).map { _ in random.pick(pieces) }
      .joined(separator: random.pick([" ", ", ", "", "\n", " and "]))
  }

  /// JSON source with such texts in it.
  static func source(_ random: inout SeededGenerator) -> String {
    let members = (0..<random.below(5)).map { index in
      let key = random.pick(["text", "ssn", "phone", "password", "card number", "a\(index)"])
      let value = text(&random)
      let number = random.pick(["4111111111111111", "536221234", "3128674471", "17", "-2.5e3"])
      return random.once(in: 3)
        ? "\"\(key)\(index)\":\(number)"
        : "\"\(key)\(index)\": \"\(random.spelled(value, escapes: 40))\""
    }
    return "{\(members.joined(separator: ","))}"
  }
}
