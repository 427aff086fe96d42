import TestSupport

/// How random documents are made: what they hold and how it is spelled.
struct RandomDocument {
  /// What was spelled.
  let model: JSONModel
  /// The text that spells it.
  let bytes: [UInt8]

  /// A document of that seed. Lone surrogates are only in it if asked for.
  init(seed: Int, loneSurrogates: Bool = true) {
    var writer = Writer(random: SeededGenerator(seed: seed), loneSurrogates: loneSurrogates)
    writer.space()
    model = writer.value(depth: 0)
    writer.space()
    bytes = writer.output
  }

  private struct Writer {
    var random: SeededGenerator
    let loneSurrogates: Bool
    var output: [UInt8] = []

    mutating func write(_ text: String) { output += Array(text.utf8) }

    mutating func space() {
      guard random.once(in: 3) else { return }
      for _ in 0..<random.below(3) { write(random.pick([" ", "\t", "\n", "\r", "\r\n"])) }
    }

    mutating func value(depth: Int) -> JSONModel {
      // The root is nearly always a container, and containers get rarer as they get deeper.
      let kind =
        depth == 0 && !random.once(in: 10) ? random.below(2) : random.below(depth < 5 ? 8 : 6) + 2
      switch kind {
      case 0, 8: return .object(list("{", "}") { $0.member($1, depth: depth) })
      case 1, 9: return .array(list("[", "]") { writer, _ in writer.value(depth: depth + 1) })
      case 2, 3, 4: return .string(string())
      case 5: return .number(number())
      case 6: return literal("null", .null)
      default: return random.once(in: 2) ? literal("true", .true) : literal("false", .false)
      }
    }

    mutating func literal(_ word: String, _ value: JSONModel) -> JSONModel {
      write(word)
      return value
    }

    mutating func list<Item>(
      _ open: String, _ close: String, _ item: (inout Self, Int) -> Item
    ) -> [Item] {
      write(open)
      space()
      var items: [Item] = []
      for position in 0..<random.below(random.once(in: 12) ? 30 : 5) {
        if position > 0 {
          write(",")
          space()
        }
        items.append(item(&self, position))
        space()
      }
      write(close)
      return items
    }

    mutating func member(_ position: Int, depth: Int) -> JSONModel.Member {
      // The position makes keys unique, by canonical equivalence too.
      let key = string(ending: "\(position)")
      space()
      write(":")
      space()
      return JSONModel.Member(key: key, value: value(depth: depth + 1))
    }

    mutating func string(ending: String = "") -> [UInt16] {
      var units: [UInt16] = []
      write("\"")
      for _ in 0..<random.below(random.once(in: 10) ? 60 : 8) {
        if loneSurrogates && random.once(in: 40) {
          let unit = UInt16(0xD800 + random.below(0x800))
          output += random.unicodeEscape(unit)
          units.append(unit)
        } else {
          let scalar = random.scalar()
          output += random.spelling(of: scalar)
          units += String(scalar).utf16
        }
      }
      write(ending + "\"")
      return units + Array(ending.utf16)
    }

    mutating func number() -> [UInt8] {
      var text = random.pick(["", "-"])
      text += random.pick(["0", "7", "10", "98", "1234567890123456789"])
      text += random.pick(["", "", ".0", ".250", ".001"])
      text += random.pick(["", "", "e0", "E5", "e+12", "E-07"])
      write(text)
      return Array(text.utf8)
    }
  }
}

extension SeededGenerator {
  /// A character, often one that JSON treats in its own way.
  mutating func scalar() -> Unicode.Scalar {
    switch below(8) {
    case 0: return pick(["\"", "\\", "/", "{", "}", "[", "]", ",", ":", "<", "\u{7F}", "\u{FFFD}"])
    case 1: return Unicode.Scalar(UInt8(below(0x20)))
    case 2: return Unicode.Scalar(UInt32(0x80 + below(0x700))) ?? "?"
    case 3: return Unicode.Scalar(UInt32(0x800 + below(0xF800))) ?? "?"
    case 4: return Unicode.Scalar(UInt32(0x10000 + below(0x100000))) ?? "?"
    default: return Unicode.Scalar(UInt8(0x20 + below(0x5F)))
    }
  }

  /// One of the ways to write a character in a string.
  mutating func spelling(of scalar: Unicode.Scalar) -> [UInt8] {
    let short: [Unicode.Scalar: String] = [
      "\"": "\\\"", "\\": "\\\\", "/": "\\/", "\u{8}": "\\b", "\u{C}": "\\f", "\n": "\\n",
      "\r": "\\r", "\t": "\\t",
    ]
    if let escape = short[scalar], once(in: 2) { return Array(escape.utf8) }
    if scalar.value < 0x20 || scalar == "\"" || scalar == "\\" || once(in: 5) {
      return String(scalar).utf16.flatMap { unicodeEscape($0) }
    }
    return Array(String(scalar).utf8)
  }

  /// The escape of a code unit, its digits in either case.
  mutating func unicodeEscape(_ unit: UInt16) -> [UInt8] {
    let digits = String(unit, radix: 16)
    let padded = String(repeating: "0", count: 4 - digits.count) + digits
    return Array("\\u".utf8)
      + padded.utf8.map { $0 >= 0x61 && once(in: 2) ? $0 - 0x20 : $0 }
  }

  /// Text of so many characters at most, none of them a surrogate.
  mutating func text(upTo count: Int) -> String {
    var text = ""
    for _ in 0..<below(count + 1) { text.unicodeScalars.append(scalar()) }
    return text
  }

  /// The bytes after a few changes: of bits, of bytes, of order and of length.
  mutating func mutation(of bytes: [UInt8]) -> [UInt8] {
    var output = bytes
    for _ in 0...below(3) where !output.isEmpty {
      let at = below(output.count)
      let syntax = Array("\"\\{}[]:,0-.eEtu \t\u{1}".utf8)
      switch below(9) {
      case 0: output[at] ^= 1 << UInt8(below(8))
      case 1: output[at] = UInt8(below(256))
      case 2: output[at] = pick(syntax)
      case 3: output.insert(pick(syntax), at: at)
      case 4: output.insert(UInt8(below(256)), at: at)
      case 5: output.remove(at: at)
      case 6: output.removeSubrange(at..<min(output.count, at + below(6)))
      case 7:
        let slice = Array(output[at..<min(output.count, at + below(12))])
        output.insert(contentsOf: slice, at: below(output.count))
      default: if once(in: 4) { output.removeLast(output.count - at) }
      }
    }
    return output
  }
}
