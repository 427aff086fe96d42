import TestSupport

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

  static let longToken =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + String(repeating: "Ab1_", count: 2_000)
    + ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
  static let longKey =
    "-----BEGIN PRIVATE KEY-----\n"
    + String(repeating: "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n", count: 150)
    + "-----END PRIVATE KEY-----"

  private static let pieces = [
    "mail jane.doe@contoso.net", "jane.doe@contoso.net", "call +1 312 867 4471 now",
    "card 4111 1111 1111 1111", "4111111111111111", "IBAN DE89 3704 0044 0532 0130 00",
    "SSN 536-22-1234", "my social security number is 536221234", "ip 81.2.69.160 is up",
    "password = hunter2hunter2", "the password is correct-horse-9", key, jwt, "eyJhbGciOi",
    "sk-proj-abcdefgh1234ijkl5678mnop9012", "-----BEGIN", "<EMAIL_ADDRESS_K7Q2M9XR>",
    "<PHONE_NUMBER_8412345678>", "<EMAIL_ADDRESS_K7Q", "phone 3128674471", "3128674471",
    "a.b.c.d@", "@", "0x", "1234", "12.5", "Überweisung", "雪が降る", "\u{1F469}\u{200D}\u{1F52C}",
    "jane\u{200B}.doe@contoso.net", "jane.doe&#64;contoso.net", "41%40contoso.net",
    "x%40%D0%BF%D0%BE%D1%87%D1%82%D0%B0.%D1%80%D1%84", "B\u{435}arer \u{43E}s9llrhHqklCtK2hpkvd",
    "https://jane:Secr3tpass@acme.example/mailing list", "Telefon", "curl -X POST",
    String(repeating: "数据处理", count: 30), String(repeating: "\u{200B}", count: 90),
    String(repeating: "a", count: 300), String(repeating: "ab1/", count: 100),
    "https://example.org/a?b=c", "\n", "\t", "the quick brown fox", "of the world and its ways",
  ]

  /// - Parameters:
  ///   - tokens: More that may stand in it.
  ///   - count: Of at most how many pieces it is.
  static func text(
    _ random: inout SeededGenerator, _ tokens: [String] = [], upTo count: Int = 13
  ) -> String {
    (0..<random.below(count + 1)).map { _ in
      tokens.isEmpty || random.below(5) > 0 ? random.pick(pieces) : random.pick(tokens)
    }
    .joined(separator: random.pick([" ", ", ", "", "\n", " and "]))
  }

  /// JSON source with such texts in it.
  static func source(
    _ random: inout SeededGenerator, _ tokens: [String] = [], upTo count: Int = 13
  ) -> String {
    let members = (0..<random.below(5)).map { index in
      let key = random.pick(["text", "ssn", "phone", "password", "card number", "a\(index)"])
      let words = random.spelled(text(&random, upTo: count), escapes: 40)
      // No encoder escapes the letters of a token.
      let value = tokens.isEmpty ? words : "\(words) \(random.pick(tokens)) \(words)"
      let number = random.pick(["4111111111111111", "536221234", "3128674471", "17", "-2.5e3"])
      return random.once(in: 3)
        ? "\"\(key)\(index)\":\(number)"
        : "\"\(key)\(index)\": \"\(value)\""
    }
    let source = "{\(members.joined(separator: ","))}"
    // Some is no JSON.
    return random.once(in: 4)
      ? text(&random, tokens, upTo: count) + source + text(&random, tokens, upTo: count) : source
  }
}
