import TestSupport
import Testing
import Tokens

/// However a text is cut, what comes out is what the naive reading of the whole gives.
@Suite struct TextRestorerPropertyTests {
  /// What came out of a text that was read in pieces.
  struct Reading: Equatable {
    var text: [UInt8] = []
    var replacements: [TextRestorer.Replacement] = []
    var mostHeld = 0
  }

  /// Reads pieces one after the other, makes the edits that are asked for, and flushes the rest.
  private func read(
    _ pieces: [[UInt8]], of random: RandomTokenText, isSource: Bool, endsLast: Bool
  ) -> Reading {
    var restorer = TextRestorer(isSource: isSource)
    var reading = Reading()
    var position = 0
    for (index, piece) in pieces.enumerated() {
      var edits: [TextRestorer.Edit] = []
      var replaced: [TextRestorer.Replacement] = []
      restorer.read(
        piece.span, isLast: endsLast && index == pieces.count - 1,
        RandomTokenText.reading, edits: &edits, replaced: &replaced, resolve: random.resolve)
      var at = 0
      for edit in edits {
        reading.text += piece[at..<edit.range.lowerBound] + edit.text
        at = edit.range.upperBound
      }
      reading.text += piece[at...]
      reading.replacements += replaced.map {
        var replacement = $0
        replacement.start += position
        return replacement
      }
      reading.mostHeld = max(reading.mostHeld, restorer.held.count)
      position += piece.count
    }
    reading.text += restorer.finish(RandomTokenText.reading, resolve: random.resolve)
    #expect(restorer.held.isEmpty)
    return reading
  }

  @Test(arguments: 0..<500, [false, true])
  func `random cuts change nothing`(seed: Int, isSource: Bool) {
    var random = SeededGenerator(seed: seed)
    let text = RandomTokenText(seed: seed, isSource: isSource)
    let whole = read([Array(text.text.utf8)], of: text, isSource: isSource, endsLast: true)
    let expected = ReferenceRestorer(values: text.values, isSource: isSource).restore(text.text)
    #expect(String(decoding: whole.text, as: UTF8.self) == expected)
    #expect(whole.mostHeld == 0)
    for endsLast in [false, true] {
      let pieces = random.pieces(of: text.text).map { Array($0.utf8) }
      let cut = read(pieces, of: text, isSource: isSource, endsLast: endsLast)
      #expect(cut.text == whole.text)
      #expect(cut.replacements == whole.replacements)
      #expect(cut.mostHeld < RandomTokenText.grammar.longestTokenBytes)
    }
  }

  @Test(arguments: 0..<500, [false, true])
  func `a cut at any one place changes nothing`(seed: Int, isSource: Bool) {
    let text = RandomTokenText(seed: seed, isSource: isSource)
    let scalars = text.text.unicodeScalars
    let whole = read([Array(text.text.utf8)], of: text, isSource: isSource, endsLast: true)
    for place in scalars.indices {
      let pieces = [scalars[..<place], scalars[place...]].map { Array(String($0).utf8) }
      let cut = read(pieces, of: text, isSource: isSource, endsLast: false)
      #expect(cut.text == whole.text)
      #expect(cut.replacements == whole.replacements)
    }
  }

  @Test(arguments: 0..<100, [false, true])
  func `one character at a time changes nothing`(seed: Int, isSource: Bool) {
    let text = RandomTokenText(seed: seed, isSource: isSource)
    let whole = read([Array(text.text.utf8)], of: text, isSource: isSource, endsLast: true)
    let pieces = text.text.unicodeScalars.map { Array(String($0).utf8) }
    let cut = read(pieces, of: text, isSource: isSource, endsLast: false)
    #expect(cut.text == whole.text)
    #expect(cut.replacements == whole.replacements)
  }
}

/// Text as it stands in a string of JSON source.
enum SourceText {
  static func escaped(_ text: String) -> [UInt8] {
    var output: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5C: output += [0x5C, byte]
      case 0x0A: output += Array("\\n".utf8)
      case 0x0D: output += Array("\\r".utf8)
      case 0x09: output += Array("\\t".utf8)
      case 0x01: output += Array("\\u0001".utf8)
      default: output.append(byte)
      }
    }
    return output
  }
}
