/// What a character reads as, however software writes it: the ASCII that people see, or nothing.
enum CharacterFold: Equatable {
  /// As it is.
  case same
  /// It cannot be seen, or only marks the character before it.
  case nothing
  /// One ASCII character.
  case ascii(UInt8)
  /// Several ASCII characters.
  case letters(String)
  /// A letter of another script that looks like this one of ASCII.
  case lookalike(UInt8)

  /// The reading of a character outside ASCII.
  ///
  /// The sources are the general categories and numeric values of Unicode, its compatibility
  /// decompositions for letters and digits, and its confusables for Latin letters.
  init(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    // Most text is here, and none of it is folded.
    case 0xC0...0x130, 0x132...0x24F, 0x3041...0x3098, 0x309B...0x30FB, 0x30FD...0x312F,
      0x4E00...0x9FFF, 0xAC00...0xD7A3:
      self = .same
    // What cannot be seen, and marks above letters.
    case 0xAD, 0x300...0x36F, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0xFE00...0xFE0F,
      0xFEFF:
      self = .nothing
    case 0x131, 0x251, 0x261, 0x370...0x3FF, 0x400...0x52F, 0x531...0x58F:
      self = Self.lookalikes[scalar].map { .lookalike($0) } ?? Self.byCategory(scalar)
    case 0xFF01...0xFF5E: self = .ascii(UInt8(scalar.value - 0xFEE0))
    case 0x1D400...0x1D7CB:
      let letter = UInt8((scalar.value - 0x1D400) % 52)
      self = scalar.value < 0x1D6A4 ? .ascii(letter < 26 ? 0x41 + letter : 0x47 + letter) : .same
    case 0x24B6...0x24CF: self = .ascii(UInt8(0x41 + scalar.value - 0x24B6))
    case 0x24D0...0x24E9: self = .ascii(UInt8(0x61 + scalar.value - 0x24D0))
    default:
      if let byte = Self.single[scalar] {
        self = .ascii(byte)
      } else if let letters = Self.ligatures[scalar] {
        self = .letters(letters)
      } else {
        self = Self.byCategory(scalar)
      }
    }
  }

  private static func byCategory(_ scalar: Unicode.Scalar) -> CharacterFold {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .format, .control, .nonspacingMark, .enclosingMark: return .nothing
    case .dashPunctuation: return .ascii(UInt8(ascii: "-"))
    case .spaceSeparator: return .ascii(UInt8(ascii: " "))
    case .lineSeparator, .paragraphSeparator: return .ascii(UInt8(ascii: "\n"))
    case .decimalNumber, .otherNumber:
      guard properties.numericType == .decimal || properties.numericType == .digit,
        let value = properties.numericValue, (0...9).contains(value)
      else { return .same }
      return .ascii(UInt8(0x30 + Int(value)))
    default: return .same
    }
  }

  /// Punctuation and letterlike symbols that read as one ASCII character.
  private static let single: [Unicode.Scalar: UInt8] = table([
    (".", "\u{B7}\u{2024}\u{3002}\u{FE52}\u{FF61}"), ("@", "\u{FE6B}"),
    ("-", "\u{2212}\u{2043}\u{FE63}\u{30FC}"), (":", "\u{FE55}\u{2236}"), (",", "\u{FE50}"),
    ("+", "\u{FE62}"), ("/", "\u{2044}\u{2215}"), ("_", "\u{203F}\u{2054}"),
    ("C", "\u{2102}\u{212D}"),
    ("g", "\u{210A}"), ("H", "\u{210B}\u{210C}\u{210D}"), ("h", "\u{210E}"),
    ("I", "\u{2110}\u{2111}"), ("L", "\u{2112}"), ("l", "\u{2113}"), ("N", "\u{2115}"),
    ("P", "\u{2119}"), ("Q", "\u{211A}"), ("R", "\u{211B}\u{211C}\u{211D}"),
    ("Z", "\u{2124}\u{2128}"), ("K", "\u{212A}"), ("B", "\u{212C}"), ("e", "\u{212F}\u{2147}"),
    ("E", "\u{2130}"), ("F", "\u{2131}"), ("M", "\u{2133}"), ("o", "\u{2134}"),
    ("i", "\u{2139}\u{2148}"), ("d", "\u{2146}"), ("j", "\u{2149}"),
  ])

  private static let ligatures: [Unicode.Scalar: String] = [
    "\u{FB00}": "ff", "\u{FB01}": "fi", "\u{FB02}": "fl", "\u{FB03}": "ffi", "\u{FB04}": "ffl",
    "\u{FB05}": "st", "\u{FB06}": "st",
  ]

  /// Letters of Cyrillic, Greek, Armenian and Latin that look like ASCII ones.
  private static let lookalikes: [Unicode.Scalar: UInt8] = table([
    ("a", "а\u{3B1}\u{251}"), ("b", "в"), ("c", "с\u{3F2}"), ("d", "ԁ"), ("e", "е"),
    ("g", "\u{261}"),
    ("h", "һ"), ("i", "і\u{3B9}\u{131}"), ("j", "ј\u{3F3}"), ("k", "к\u{3BA}"), ("m", "м"),
    ("n", "\u{578}"), ("o", "о\u{3BF}\u{585}"), ("p", "р\u{3C1}"), ("q", "ԛ"), ("s", "ѕ"),
    ("t", "т"),
    ("u", "\u{3C5}\u{57D}"), ("v", "\u{3BD}\u{475}"), ("w", "ԝ"), ("x", "х\u{3C7}"),
    ("y", "у\u{3B3}"),
    ("A", "А\u{391}"), ("B", "В\u{392}"), ("C", "С\u{3F9}"), ("E", "Е\u{395}"), ("H", "Н\u{397}"),
    ("I", "І\u{399}"), ("J", "Ј\u{37F}"), ("K", "К\u{39A}"), ("M", "М\u{39C}"), ("N", "\u{39D}"),
    ("O", "О\u{39F}"), ("P", "Р\u{3A1}"), ("S", "Ѕ"), ("T", "Т\u{3A4}"), ("X", "Х\u{3A7}"),
    ("Y", "У\u{3A5}"), ("Z", "\u{396}"),
  ])

  private static func table(_ rows: [(Character, String)]) -> [Unicode.Scalar: UInt8] {
    var table: [Unicode.Scalar: UInt8] = [:]
    for (character, others) in rows {
      for scalar in others.unicodeScalars { table[scalar] = character.asciiValue }
    }
    return table
  }
}
