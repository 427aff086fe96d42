extension SeededGenerator {
  /// The text in pieces that end between characters; some pieces may be empty.
  public mutating func pieces(of text: String) -> [String] {
    let scalars = Array(text.unicodeScalars)
    let longest = pick([1, 3, 12, 60])
    var pieces: [String] = []
    var at = 0
    while at < scalars.count {
      let end = min(scalars.count, at + below(longest + 1))
      pieces.append(String(String.UnicodeScalarView(scalars[at..<end])))
      at = end
    }
    return pieces
  }

  /// Words that no rule has a mind to, in several scripts, with characters that JSON escapes.
  public mutating func filler(upTo count: Int = 6) -> String {
    let words = [
      "amber", "cobalt", "fable", "Übermut", "e\u{301}tude", "雪", "\u{1F642}",
      "\u{1F469}\u{200D}\u{1F52C}",
      "said \"so\"", "back\\slash", "tab\there", "a/b", "< 3", "<b>", "{}", "[x]",
    ]
    return (0..<below(count + 1)).map { _ in pick(words) }.joined(separator: pick([" ", "\n"]))
  }

  /// One of the ways to write a text between the quotes of a JSON string.
  ///
  /// - Parameter escapes: How often a character is escaped that need not be: once in so many.
  public mutating func spelled(_ text: String, escapes: Int) -> String {
    let short: [Unicode.Scalar: String] = [
      "\"": "\\\"", "\\": "\\\\", "/": "\\/", "\n": "\\n", "\r": "\\r", "\t": "\\t",
      "\u{8}": "\\b", "\u{C}": "\\f",
    ]
    var output = ""
    for scalar in text.unicodeScalars {
      let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
      if let escape = short[scalar], mustEscape, once(in: 2) {
        output += escape
      } else if mustEscape || once(in: escapes) {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16, uppercase: once(in: 2))
          output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}
