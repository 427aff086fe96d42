import FrameJSON
import TestSupport
import Testing

@Suite struct EditPropertyTests {
  @Test(arguments: 0..<500)
  func `only edited strings change, and they say what was asked`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let bytes = RandomDocument(seed: seed).bytes
    var tape = FrameTape()
    try tape.scan(bytes.span)

    var plan: [Edit] = []
    for index in tape.values.indices {
      let value = tape.values[index]
      if let key = value.keyRange, random.once(in: 4) {
        // What a key ends with makes it unique and stays.
        let kept = String(decoding: JSONString.decoded(Array(bytes[key])), as: UTF8.self)
        plan += random.edits(of: key, in: bytes, keeping: kept.unicodeScalars.suffix(2).count)
      }
      if value.kind == .string, random.once(in: 2) {
        plan += random.edits(of: value.range, in: bytes)
      }
    }

    var edits = FrameEdits()
    for edit in plan.shuffled(using: &random) { edits.replace(edit.range, withText: edit.text) }
    let output = edits.apply(to: bytes)

    #expect(output == spliced(bytes, plan))
    var limits = FrameLimits()
    limits.refusesDuplicateKeys = false
    var edited = FrameTape()
    try edited.scan(output.span, limits: limits)
    #expect((try ReferenceParser.parse(output)).lines == edited.lines(output))
    check(tape, bytes, edited, output, plan)
  }

  @Test(arguments: 0..<500)
  func `what stands between the edits is what stood there`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let bytes = (0..<random.below(80)).map { _ in UInt8.random(in: 0...255, using: &random) }
    var plan: [(range: Range<Int>, text: [UInt8])] = []
    var at = 0
    while at < bytes.count {
      let start = at + random.below(min(9, bytes.count - at + 1))
      let end = start + random.below(min(5, bytes.count - start + 1))
      plan.append((start..<end, Array(random.text(upTo: 6).utf8)))
      // Two insertions at one place have an order: the next edit starts behind this one.
      at = end + 1
    }
    var edits = FrameEdits()
    for edit in plan.shuffled(using: &random) { edits.replace(edit.range, with: edit.text.span) }
    let output = edits.apply(to: bytes)

    var read = output[...]
    var from = 0
    for edit in plan {
      let kept = bytes[from..<edit.range.lowerBound]
      #expect(read.starts(with: kept))
      read = read.dropFirst(kept.count)
      #expect(read.starts(with: edit.text))
      read = read.dropFirst(edit.text.count)
      from = edit.range.upperBound
    }
    #expect(Array(read) == Array(bytes[from...]))
  }

  /// Each value of the edited frame against the one that stood there.
  private func check(
    _ tape: FrameTape, _ before: [UInt8], _ edited: FrameTape, _ after: [UInt8], _ plan: [Edit]
  ) {
    #expect(tape.values.map(\.kind) == edited.values.map(\.kind))
    #expect(tape.values.map(\.next) == edited.values.map(\.next))
    for (old, new) in zip(tape.values, edited.values) {
      if let oldKey = old.keyRange, let newKey = new.keyRange {
        check(oldKey, before, newKey, after, plan)
      }
      if old.kind != .object && old.kind != .array {
        check(old.range, before, new.range, after, plan)
      }
    }
  }

  private func check(
    _ old: Range<Int>, _ before: [UInt8], _ new: Range<Int>, _ after: [UInt8], _ plan: [Edit]
  ) {
    let edit = plan.first {
      $0.range.lowerBound >= old.lowerBound && $0.range.upperBound <= old.upperBound
    }
    if let edit {
      #expect(JSONString.decoded(Array(after[new])) == edit.decodedString)
    } else {
      #expect(before[old] == after[new])
    }
  }

  private func spliced(_ bytes: [UInt8], _ plan: [Edit]) -> [UInt8] {
    var output = bytes
    for edit in plan.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
      var raw: [UInt8] = []
      JSONString.encode(Array(edit.text.utf8).span, into: &raw)
      output.replaceSubrange(edit.range, with: raw)
    }
    return output
  }
}

/// One planned change of a part of a string.
struct Edit {
  /// Bytes of the frame.
  var range: Range<Int>
  /// What takes their place.
  var text: String
  /// What the whole string must say when all of its changes are made.
  var decodedString: [UInt8]
}

extension SeededGenerator {
  /// Changes of one string: of all of it, or of parts whose offsets are found by a walker.
  ///
  /// The last characters can be kept. A replacement is never empty, since what is left of two lone
  /// surrogates could then join.
  mutating func edits(of range: Range<Int>, in bytes: [UInt8], keeping kept: Int = 0) -> [Edit] {
    let raw = Array(bytes[range])
    let characters = Array(String(decoding: JSONString.decoded(raw), as: UTF8.self).unicodeScalars)
    let end = characters.count - kept
    var walker = EscapeWalker()
    var decoded: [UInt8] = []
    var found: [Edit] = []
    var at = 0
    repeat {
      let start = at + below(min(5, end - at) + 1)
      let stop = once(in: 3) ? end : start + below(min(5, end - start) + 1)
      decoded += utf8(characters[at..<start])
      let lower = walker.rawOffset(ofDecoded: utf8(characters[..<start]).count, in: raw)
      let upper = walker.rawOffset(ofDecoded: utf8(characters[..<stop]).count, in: raw)
      let text = "x" + text(upTo: 6)
      decoded += Array(text.utf8)
      found.append(
        Edit(
          range: range.lowerBound + lower..<range.lowerBound + upper, text: text, decodedString: [])
      )
      // Two insertions at one place have an order: the next edit starts behind this one.
      guard stop < end && once(in: 2) else {
        decoded += utf8(characters[stop...])
        break
      }
      decoded += utf8(characters[stop...stop])
      at = stop + 1
    } while true
    for index in found.indices { found[index].decodedString = decoded }
    return found
  }

  private func utf8(_ characters: ArraySlice<Unicode.Scalar>) -> [UInt8] {
    Array(String(String.UnicodeScalarView(characters)).utf8)
  }
}
