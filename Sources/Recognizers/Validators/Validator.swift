/// A check that a rule file refers to by name.
///
/// A validator sees exactly the bytes of the match, as UTF-8, and does not keep them. To an empty
/// candidate each says that it is invalid.
public struct Validator: Sendable {
  /// The name that stands in a rule file.
  public let name: String
  /// Judges one candidate.
  public let check: @Sendable (_ candidate: Span<UInt8>) -> Validation

  /// Whether it can be sure of a candidate, so that no context is needed.
  var mayValidate: Bool { !Self.judgesOfShapes.contains(name) }

  private static let judgesOfShapes: Set<String> = [
    "bare_secret", "email_address", "quoted_secret", "url_password",
  ]

  /// All validators a rule file may name, in order of their names.
  public static let all: [Validator] = [
    Validator(name: "aws_secret_key", check: SecretAccessKey.check),
    Validator(name: "bare_secret", check: SecretLiteral.checkBare),
    Validator(name: "base58_address", check: Base58Address.check),
    Validator(name: "email_address", check: EmailAddress.check),
    Validator(name: "ethereum_address", check: EthereumAddress.check),
    Validator(name: "iban", check: IBAN.check),
    Validator(name: "ipv4_address", check: IPv4Address.check),
    Validator(name: "ipv6_address", check: IPv6Address.check),
    Validator(name: "jwt", check: JSONWebToken.check),
    Validator(name: "payment_card", check: PaymentCard.check),
    Validator(name: "phone_number", check: PhoneNumber.check),
    Validator(name: "quoted_secret", check: SecretLiteral.checkQuoted),
    Validator(name: "segwit_address", check: SegwitAddress.check),
    Validator(name: "url_password", check: SecretLiteral.checkURLPassword),
    Validator(name: "us_ssn", check: SocialSecurityNumber.check),
  ]

  /// The validator of that name, or nil if there is none.
  public static func named(_ name: String) -> Validator? { all.first { $0.name == name } }
}
