/// The account number formats of the IBAN registry that SWIFT keeps for ISO 13616.
struct BankAccountFormat: Sendable {
  private enum Kind { case digits, letters, either }

  /// The country as its two upper-case letters, the first in the high byte.
  let country: UInt16
  /// The length of a whole IBAN, country and check digits included.
  let length: Int
  private let parts: [(kind: Kind, count: Int)]

  /// The format of that country, or nil if the registry has none.
  static func named(_ first: UInt8, _ second: UInt8) -> BankAccountFormat? {
    let country = UInt16(first) << 8 | UInt16(second)
    return registry.first { $0.country == country }
  }

  /// Whether a byte may stand at that place of the account number, which starts at 0.
  func allows(_ byte: UInt8, at place: Int) -> Bool {
    var end = 0
    for part in parts {
      end += part.count
      if place < end {
        switch part.kind {
        case .digits: return byte.isASCIIDigit
        case .letters: return byte.isASCIILetter
        case .either: return byte.isASCIIAlphanumeric
        }
      }
    }
    return false
  }

  /// Reads one entry of the registry, such as `FRn10c11n2`.
  private init(_ entry: Substring) {
    var country: UInt16 = 0
    var parts: [(kind: Kind, count: Int)] = []
    for byte in entry.utf8 {
      switch byte {
      case _ where byte.isASCIIUpper: country = country << 8 | UInt16(byte)
      case UInt8(ascii: "n"): parts.append((.digits, 0))
      case UInt8(ascii: "a"): parts.append((.letters, 0))
      case UInt8(ascii: "c"): parts.append((.either, 0))
      default:
        let last = parts.count - 1
        parts[last].count = parts[last].count * 10 + Int(byte - UInt8(ascii: "0"))
      }
    }
    self.country = country
    self.parts = parts
    length = parts.reduce(4) { $0 + $1.count }
  }

  private static let registry: [BankAccountFormat] =
    """
    ADn8c12 AEn19 ALn8c16 ATn16 AZa4c20 BAn16 BEn12 BGa4n6c8 BHa4c14 BIn23 BRn23a1c1 BYc4n4c16
    CHn5c12 CRn18 CYn8c16 CZn20 DEn18 DJn23 DKn14 DOc4n20 EEn16 EGn25 ESn20 FIn14 FKa2n12 FOn14
    FRn10c11n2 GBa4n14 GEa2n16 GIa4c15 GLn14 GRn7c16 GTc24 HNa4n20 HRn17 HUn24 IEa4n14 ILn19
    IQa4n15 ISn22 ITa1n10c12 JOa4n4c18 KWa4c22 KZn3c13 LBn4c20 LCa4c24 LIn5c12 LTn16 LUn3c13
    LVa4c13 LYn21 MCn10c11n2 MDc20 MEn18 MKn3c10n2 MNn16 MRn23 MTa4n5c18 MUa4n19a3 NIa4n20 NLa4n10
    NOn11 OMn3c16 PKa4c16 PLn24 PSa4c21 PTn21 QAa4c21 ROa4c16 RSn18 RUn14c15 SAn2c18 SCa4n20a3
    SDn14 SEn20 SIn15 SKn20 SMa1n10c12 SOn19 STn21 SVa4n20 TLn19 TNn20 TRn6c16 UAn6c19 VAn18
    VGa4n16 XKn16 YEa4n4c18
    """.split(whereSeparator: \.isWhitespace).map(BankAccountFormat.init)
}
