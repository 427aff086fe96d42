/// Right sides of assignments to passwords and keys: is it a secret, or a name, a placeholder, a
/// translation of the word `password`? The pattern has made sure that it is a literal.
enum SecretLiteral {
  /// A literal in quotes, or the whole string under a JSON key.
  static func checkQuoted(_ candidate: Span<UInt8>) -> Validation {
    if candidate.isEmpty { return .invalid }
    let shape = LiteralShape(candidate)
    if isPlaceholder(candidate, shape) || isPathOrAddress(candidate, shape) { return .invalid }
    if (0..<candidate.count).contains(where: { candidate[$0] == UInt8(ascii: " ") }) {
      return isPassphrase(candidate, shape) ? .plausible : .invalid
    }
    if shape.letters < 3, shape.digits > 5, shape.hyphens + shape.joints > 1 {
      return .invalid  // a date or a time
    }
    if shape.digits > 0 || shape.symbols > 0 {
      let isName = shape.symbols == 0 && shape.joints + shape.hyphens > 0
      return isName && keyWords.occursIn(candidate) ? .invalid : .plausible
    }
    return isWordSecret(candidate, shape) ? .plausible : .invalid
  }

  /// A literal without quotes, which could as well be an identifier or an expression.
  static func checkBare(_ candidate: Span<UInt8>) -> Validation {
    if candidate.isEmpty { return .invalid }
    let shape = LiteralShape(candidate)
    guard shape.letters > 0, shape.digits > 0, !isPlaceholder(candidate, shape),
      !isPathOrAddress(candidate, shape)
    else { return .invalid }
    if shape.strongSymbols > 0 { return .plausible }
    if keyWords.occursIn(candidate) || isMemberAccess(candidate, shape) { return .invalid }
    if shape.digitRuns > 1, shape.distinct > 5 { return .plausible }
    // A word with a number, as people choose them: Winter2023.
    return shape.digits > 2 && shape.lower > 0 && shape.upper > 0
      && shape.joints + shape.hyphens + shape.symbols == 0 ? .plausible : .invalid
  }

  /// The password of a URL: anything but what documentation writes there.
  static func checkURLPassword(_ candidate: Span<UInt8>) -> Validation {
    if candidate.isEmpty { return .invalid }
    let shape = LiteralShape(candidate)
    if shape.distinct < 2 || isTemplate(candidate) { return .invalid }
    return urlPlaceholders.contains(candidate) || placeholders.occursIn(candidate)
      ? .invalid : .plausible
  }

  /// Letters alone: a passphrase or random letters, but no name and no word of a form.
  private static func isWordSecret(_ bytes: Span<UInt8>, _ shape: LiteralShape) -> Bool {
    if shape.joints > 0 || keyWords.occursIn(bytes) || formWords.contains(bytes) { return false }
    if shape.hyphens > 0 { return shape.hyphens > 2 }
    if shape.humps > 0 { return shape.humps > 3 && bytes.count > 15 }
    for index in 0..<bytes.count where bytes[index] >= 0x80 { return false }
    return shape.lower > 0
  }

  /// Words with spaces between: a passphrase, but no label and no sentence of an interface.
  private static func isPassphrase(_ bytes: Span<UInt8>, _ shape: LiteralShape) -> Bool {
    var words = 1
    var start = 0
    for index in 0...bytes.count
    where index == bytes.count || bytes[index] == UInt8(ascii: " ") {
      if sentenceWords.contains(bytes.extracting(start..<index)) { return false }
      if index < bytes.count { words += 1 }
      start = index + 1
    }
    if keyWords.occursIn(bytes) || bytes[bytes.count - 1] == UInt8(ascii: ".") { return false }
    return shape.upper == 0 && (words > 3 || shape.digits > 0)
  }

  private static func isPlaceholder(_ bytes: Span<UInt8>, _ shape: LiteralShape) -> Bool {
    shape.distinct < 4 || isTemplate(bytes) || placeholders.occursIn(bytes)
  }

  /// `$NAME`, `${…}`, `{{…}}`, `<…>`, `%s`, `[…]`, `#{…}`: something is put in here later.
  private static func isTemplate(_ bytes: Span<UInt8>) -> Bool {
    let last = bytes[bytes.count - 1]
    switch bytes[0] {
    case UInt8(ascii: "$"):
      return bytes.count > 1
        && (bytes[1].isASCIILetter || bytes[1] == UInt8(ascii: "{")
          || bytes[1] == UInt8(ascii: "(") || bytes[1] == UInt8(ascii: "_"))
    case UInt8(ascii: "<"): return last == UInt8(ascii: ">")
    case UInt8(ascii: "["): return last == UInt8(ascii: "]")
    case UInt8(ascii: "{"): return last == UInt8(ascii: "}")
    case UInt8(ascii: "%"): if last == UInt8(ascii: "%") || bytes.count < 4 { return true }
    default: break
    }
    return templateMarks.occursIn(bytes)
  }

  private static func isPathOrAddress(_ bytes: Span<UInt8>, _ shape: LiteralShape) -> Bool {
    if addressMarks.occursIn(bytes) { return true }
    let slash = UInt8(ascii: "/")
    let begins = bytes[0] == slash || bytes[0] == UInt8(ascii: ".") || bytes[0] == UInt8(ascii: "~")
    if begins, shape.joints > 1, shape.symbols < 2 { return true }
    return false
  }

  /// Words joined by dots, as in `request2.body.pass1`.
  private static func isMemberAccess(_ bytes: Span<UInt8>, _ shape: LiteralShape) -> Bool {
    guard shape.symbols == 0, shape.hyphens == 0, shape.joints > 0 else { return false }
    var startsWord = true
    for index in 0..<bytes.count {
      if startsWord, bytes[index].isASCIIDigit { return false }
      startsWord = bytes[index] == UInt8(ascii: ".")
    }
    return true
  }

  private static let keyWords = FixedWords(
    "password passwd passwort kennwort passphrase passcode secret token credential apikey api_key"
      + " api-key api.key accesskey access_key access-key privatekey private_key private-key")

  private static let placeholders = FixedWords(
    "changeme change_me change-me changeit placeholder redacted yourpass your_ your- your. my_pass"
      + " my-pass mypass xxxx **** .... ____ insert_ insert- replace_ replace- not_set notset"
      + " todo_ enter_ enter- dummy undefined")

  private static let sentenceWords = FixedWords(
    """
    a an the your you this that is are be must should can will was has have not no new old at in on
    to of for with and or least than from please enter type choose confirm repeat forgot reset show
    hide invalid wrong required missing empty characters minimum maximum optional hint label field
    use do does if then when which it its we our any all only same no
    """)

  private static let templateMarks = FixedWords(
    "${ {{ }} <% %> %{ %( #{ $( {} {0} %s %d %@ \\( process.env os.environ getenv env( required| |min: |max: nullable|"
  )

  private static let addressMarks = FixedWords("://")

  /// Words of forms, schemas and settings, and what `password` is in other languages.
  private static let formWords = FixedWords(
    """
    required optional nullable disabled enabled username userpass incorrect forgotten forgotpass
    sensitive protected encrypted encoding plaintext readonly writeonly undefined unchanged
    unlimited anonymous authenticate authorization authenticated credentials configured
    configuration generated generate provided specified available unavailable unsupported
    supported external internal automatic autogenerate default defaults localhost somevalue testvalue
    wachtwoord adgangskode salasana lozinka geslo heslo contrasenya contrasenha motdepasse
    palabraclave parola jelszo passord losenord sifre fjalekalimi pasahitza cyfrinair
    """)

  private static let urlPlaceholders = FixedWords(
    "pass passwd password pw pwd passw secret token apikey api_key key user username"
      + " x-oauth-basic x-access-token port host p")
}
