import FrameJSON
import TestSupport
import Testing

@Suite struct ScanPropertyTests {
  @Test(arguments: 0..<500)
  func `a random document is read as it was written`(seed: Int) throws {
    let document = RandomDocument(seed: seed)
    var tape = FrameTape()
    try tape.scan(document.bytes.span)
    #expect(tape.lines(document.bytes) == document.model.lines)
    #expect(try ReferenceParser.parse(document.bytes) == document.model)
    try checkPlaces(tape, document.bytes)
  }

  @Test(arguments: 0..<500)
  func `Foundation reads the same strings in a random document`(seed: Int) throws {
    let document = RandomDocument(seed: seed, loneSurrogates: false)
    var tape = FrameTape()
    try tape.scan(document.bytes.span)
    #expect(
      sorted(tape.strings(document.bytes)) == sorted(try foundationStrings(document.bytes)))
  }

  @Test(arguments: 0..<500)
  func `a mutated document is accepted just if it is JSON, and then read right`(
    seed: Int
  ) throws {
    var random = SeededGenerator(seed: seed)
    let document = RandomDocument(seed: seed).bytes
    var tape = FrameTape()
    for _ in 0..<20 {
      let bytes = random.mutation(of: document)
      let expected = try? ReferenceParser.parse(bytes)
      let isAccepted = expected.map { !$0.hasDuplicateKey } ?? false
      do throws(FrameError) {
        try tape.scan(bytes.span)
        #expect(isAccepted, "\(seed): \(bytes)")
        if let expected { #expect(tape.lines(bytes) == expected.lines) }
      } catch {
        #expect(!isAccepted, "\(seed): \(error) in \(bytes)")
        #expect(0...bytes.count ~= error.offset)
        if expected?.hasDuplicateKey == true { #expect(error.rule == .duplicateKey) }
        if error.rule == .invalidUTF8 { #expect(String(validating: bytes, as: UTF8.self) == nil) }
      }
    }
  }

  @Test(arguments: 0..<500)
  func `Foundation accepts the same mutated documents, the known differences aside`(
    seed: Int
  ) throws {
    var random = SeededGenerator(seed: seed)
    let document = RandomDocument(seed: seed, loneSurrogates: false).bytes
    var limits = FrameLimits()
    limits.refusesDuplicateKeys = false
    for _ in 0..<20 {
      let bytes = random.mutation(of: document)
      guard !isReadDifferentlyByFoundation(bytes) else { continue }
      let found = try? foundationStrings(bytes)
      #expect((verdict(bytes, limits: limits) == nil) == (found != nil), "\(seed): \(bytes)")
    }
  }

  private func sorted(_ strings: [[UInt8]]) -> [[UInt8]] {
    strings.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// What `FrameTape` promises of the places of values.
  private func checkPlaces(_ tape: FrameTape, _ bytes: [UInt8]) throws {
    for (index, value) in tape.values.enumerated() {
      #expect(index < value.next && value.next <= tape.values.count)
      let text = Array(bytes[value.range])
      switch value.kind {
      case .string: #expect(try ReferenceParser.parse([0x22] + text + [0x22]).kind == .string)
      default: #expect(try ReferenceParser.parse(text).kind == value.kind)
      }
      #expect(value.isEscaped == (value.kind == .string && text.contains(UInt8(ascii: "\\"))))
      guard let key = value.keyRange else { continue }
      #expect(value.isKeyEscaped == bytes[key].contains(UInt8(ascii: "\\")))
      #expect(bytes[key.lowerBound - 1] == 0x22 && bytes[key.upperBound] == 0x22)
    }
  }
}
