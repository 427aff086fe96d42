/// Reads what every match of an expression needs from the expression itself.
///
/// It knows the common part of PCRE2's syntax. Of anything else it says that it may match anything,
/// or gives up: what it says is true in any case, so that no match is missed.
///
/// Without regard to case two letters outside ASCII match letters in it, U+017F and U+212A. What is
/// said holds for texts without them.
struct ExpressionReader {
  /// What is not read: then nothing is known of the expression.
  private struct Unreadable: Error {}

  private struct Flags {
    var ignoresCase = true
    var isExtended = false
  }

  private let bytes: [UInt8]
  private var at = 0
  private var flags = Flags()
  private var depth = 0
  private static let mostDepth = 64

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The needs of an expression that is compiled without regard to case, and what its matches begin
  /// with; empty and nil if nothing is known.
  static func needs(of expression: String) -> (needs: [TextNeed], head: TextNeed?) {
    var reader = ExpressionReader(Array(expression.utf8))
    // Where a comment ends would hang on how PCRE2 was built.
    guard !reader.bytes.contains(0x0D) else { return ([], nil) }
    do throws(Unreadable) {
      let whole = try reader.choice()
      guard reader.at == reader.bytes.count else { return ([], nil) }
      return (whole.ofExpression, whole.heads?.need)
    } catch {
      return ([], nil)
    }
  }

  // MARK: Structure

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private func stands(_ text: StaticString) -> Bool {
    let end = at + text.utf8CodeUnitCount
    guard end <= bytes.count else { return false }
    return bytes[at..<end].elementsEqual(text.description.utf8)
  }

  private mutating func skip(_ text: StaticString) -> Bool {
    guard stands(text) else { return false }
    at += text.utf8CodeUnitCount
    return true
  }

  /// Reads up to the end of a group. Flags that are set in it end with it.
  private mutating func choice() throws(Unreadable) -> ExpressionNeeds {
    depth += 1
    guard depth <= Self.mostDepth else { throw Unreadable() }
    let outer = flags
    defer {
      flags = outer
      depth -= 1
    }
    var branches = [try sequence()]
    while skip("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(Unreadable) -> ExpressionNeeds {
    var parts: [ExpressionNeeds] = []
    while true {
      skipSpace()
      guard let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") else {
        return .sequence(parts)
      }
      let part = try atom()
      parts.append(try quantified(part))
    }
  }

  /// Skips white space and comments, where flags say so.
  private mutating func skipSpace() {
    while flags.isExtended, let byte = next {
      if byte == UInt8(ascii: "#") {
        at = bytes[at...].firstIndex(of: 0x0A) ?? bytes.count
      } else if byte == 0x20 || 0x09...0x0D ~= byte {
        at += 1
      } else {
        return
      }
    }
  }

  private mutating func quantified(_ part: ExpressionNeeds) throws(Unreadable) -> ExpressionNeeds {
    skipSpace()
    var least = 1
    var most: Int? = 1
    switch next {
    case UInt8(ascii: "*"): (least, most) = (0, nil)
    case UInt8(ascii: "+"): (least, most) = (1, nil)
    case UInt8(ascii: "?"): (least, most) = (0, 1)
    case UInt8(ascii: "{"):
      at += 1
      guard let count = number() else { throw Unreadable() }
      least = count
      most = count
      if skip(",") { most = number() }
      guard next == UInt8(ascii: "}") else { throw Unreadable() }
    default: return part
    }
    at += 1
    if next == UInt8(ascii: "+") || next == UInt8(ascii: "?") { at += 1 }
    let repeated = part.repeated(least: least, most: most)
    skipSpace()
    // A quantifier of a quantifier is no common syntax.
    switch next {
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
      throw Unreadable()
    default: return repeated
    }
  }

  private mutating func number() -> Int? {
    var value = 0
    let start = at
    while let byte = next, byte.isASCIIDigit, at - start < 5 {
      value = value * 10 + Int(byte - 0x30)
      at += 1
    }
    return at > start ? value : nil
  }

  // MARK: Parts

  private mutating func atom() throws(Unreadable) -> ExpressionNeeds {
    let byte = bytes[at]
    switch byte {
    case UInt8(ascii: "("): return try group()
    case UInt8(ascii: "["): return try set()
    case UInt8(ascii: "\\"): return try escape()
    case UInt8(ascii: "^"), UInt8(ascii: "$"):
      at += 1
      return .nothing
    case UInt8(ascii: "."):
      at += 1
      return .anything
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
      throw Unreadable()
    default:
      at += 1
      guard byte < 0x80 else {
        // It may be white space that is skipped.
        if flags.isExtended, byte == 0xC2 || byte == 0xE2 { throw Unreadable() }
        while at < bytes.count, bytes[at] & 0xC0 == 0x80 { at += 1 }
        return .anything
      }
      return literal(byte)
    }
  }

  private func literal(_ byte: UInt8) -> ExpressionNeeds { .byte(cased(ByteSet([byte]))) }

  private func cased(_ set: ByteSet) -> ByteSet { flags.ignoresCase ? set.ignoringCase : set }

  private mutating func group() throws(Unreadable) -> ExpressionNeeds {
    at += 1
    guard next != UInt8(ascii: "*") else { throw Unreadable() }
    guard next == UInt8(ascii: "?") else { return try closed() }
    if skip("?:") || skip("?>") { return try closed() }
    if skip("?=") || skip("?<=") { return try closed().asLookaround }
    if skip("?!") || skip("?<!") {
      _ = try closed()
      return .nothing
    }
    if skip("?<") || skip("?P<") {
      at = bytes[at...].firstIndex { !$0.isASCIIAlphanumeric && $0 != UInt8(ascii: "_") } ?? at
      guard skip(">") else { throw Unreadable() }
      return try closed()
    }
    at += 1
    return try flagged()
  }

  /// The rest of a group up to its bracket.
  private mutating func closed() throws(Unreadable) -> ExpressionNeeds {
    let part = try choice()
    guard skip(")") else { throw Unreadable() }
    return part
  }

  /// `i-x)` for the rest of the group around, or `i-x:` for one of its own.
  private mutating func flagged() throws(Unreadable) -> ExpressionNeeds {
    var changed = flags
    var isOn = true
    while let byte = next {
      at += 1
      switch byte {
      case UInt8(ascii: "-") where isOn: isOn = false
      case UInt8(ascii: "i"): changed.ignoresCase = isOn
      case UInt8(ascii: "x"):
        guard next != UInt8(ascii: "x") else { throw Unreadable() }
        changed.isExtended = isOn
      case UInt8(ascii: "s"), UInt8(ascii: "m"): continue
      case UInt8(ascii: ")"):
        flags = changed
        return .nothing
      case UInt8(ascii: ":"):
        let outer = flags
        flags = changed
        let part = try closed()
        flags = outer
        return part
      default: throw Unreadable()
      }
    }
    throw Unreadable()
  }

  // MARK: Characters

  private static let digits = ByteSet(0x30...0x39)
  private static let word = ByteSet(
    [0x5F] + Array(0x30...0x39) + Array(0x41...0x5A) + Array(0x61...0x7A))
  private static let space = ByteSet([0x20] + Array(0x09...0x0D))

  private mutating func escape() throws(Unreadable) -> ExpressionNeeds {
    at += 1
    guard let byte = next else { throw Unreadable() }
    switch byte {
    case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "A"), UInt8(ascii: "z"),
      UInt8(ascii: "Z"):
      at += 1
      return .nothing
    case UInt8(ascii: "D"), UInt8(ascii: "W"), UInt8(ascii: "S"):
      at += 1
      return .anything
    case UInt8(ascii: "p"), UInt8(ascii: "P"):
      try skipProperty()
      return .anything
    case UInt8(ascii: "g"):
      at += 1
      guard skip("{"), number() != nil, skip("}") else { throw Unreadable() }
      return .anything
    case UInt8(ascii: "1")...UInt8(ascii: "9"):
      at += 1
      if let other = next, other.isASCIIDigit { throw Unreadable() }
      return .anything
    default:
      guard let set = try characters() else { return .anything }
      return .byte(cased(set))
    }
  }

  /// `p{L}` or `pL`.
  private mutating func skipProperty() throws(Unreadable) {
    at += 1
    guard skip("{") else {
      guard next?.isASCIILetter == true else { throw Unreadable() }
      at += 1
      return
    }
    while let byte = next, byte != UInt8(ascii: "}") {
      guard byte.isASCIIAlphanumeric || byte == UInt8(ascii: "^") || byte == UInt8(ascii: "_")
      else { throw Unreadable() }
      at += 1
    }
    guard skip("}") else { throw Unreadable() }
  }

  /// The ASCII characters that an escape stands for, in or out of square brackets; nil for another
  /// character.
  private mutating func characters() throws(Unreadable) -> ByteSet? {
    guard let byte = next else { throw Unreadable() }
    at += 1
    switch byte {
    case UInt8(ascii: "d"): return Self.digits
    case UInt8(ascii: "w"): return Self.word
    case UInt8(ascii: "s"): return Self.space
    case UInt8(ascii: "n"): return ByteSet([0x0A])
    case UInt8(ascii: "r"): return ByteSet([0x0D])
    case UInt8(ascii: "t"): return ByteSet([0x09])
    case UInt8(ascii: "f"): return ByteSet([0x0C])
    case UInt8(ascii: "e"): return ByteSet([0x1B])
    case UInt8(ascii: "x"): return try code().map { ByteSet([$0]) }
    default:
      guard byte < 0x80, !byte.isASCIIAlphanumeric else { throw Unreadable() }
      return ByteSet([byte])
    }
  }

  /// `41` or `{41}`; nil if it is no ASCII.
  private mutating func code() throws(Unreadable) -> UInt8? {
    let isBraced = skip("{")
    var value = 0
    let start = at
    while let digit = next?.hexValue, at - start < (isBraced ? 6 : 2) {
      value = value << 4 | Int(digit)
      at += 1
    }
    guard at > start, !isBraced || skip("}") else { throw Unreadable() }
    return value < 0x80 ? UInt8(value) : nil
  }

  /// A set in square brackets.
  private mutating func set() throws(Unreadable) -> ExpressionNeeds {
    at += 1
    let isNegated = skip("^")
    var set = ByteSet.empty
    var isASCII = !isNegated
    var isFirst = true
    while let byte = next, byte != UInt8(ascii: "]") || isFirst {
      isFirst = false
      guard let low = try member() else {
        isASCII = false
        // A range that begins or ends outside ASCII.
        if stands("-"), !stands("-]") {
          at += 1
          _ = try member()
        }
        continue
      }
      guard stands("-"), !stands("-]"), let start = low.single else {
        set.formUnion(low)
        continue
      }
      at += 1
      guard let end = try member() else {
        isASCII = false
        continue
      }
      guard let last = end.single, start <= last else { throw Unreadable() }
      set.formUnion(ByteSet(start...last))
    }
    guard skip("]") else { throw Unreadable() }
    return isASCII ? .byte(cased(set)) : .anything
  }

  /// One character of a set, or several by an escape; nil if it is outside ASCII.
  private mutating func member() throws(Unreadable) -> ByteSet? {
    guard let byte = next else { throw Unreadable() }
    if stands("[:") || stands("[.") || stands("[=") { throw Unreadable() }
    if byte >= 0x80 {
      repeat { at += 1 } while next.map { $0 & 0xC0 == 0x80 } ?? false
      return nil
    }
    at += 1
    guard byte == UInt8(ascii: "\\") else { return ByteSet([byte]) }
    switch next {
    case UInt8(ascii: "p"), UInt8(ascii: "P"):
      try skipProperty()
      return nil
    case UInt8(ascii: "D"), UInt8(ascii: "W"), UInt8(ascii: "S"):
      at += 1
      return nil
    case UInt8(ascii: "b"):
      at += 1
      return ByteSet([0x08])
    default: return try characters()
    }
  }
}
