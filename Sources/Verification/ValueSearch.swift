internal import Recognizers

/// Looks for values in texts, as they are and as they read.
struct ValueSearch {
  /// A value that must not stand in a text.
  struct Value: Hashable {
    let entity: String
    let bytes: [UInt8]
  }

  /// Shortest value that is searched for as it reads, in letters and digits: shorter ones stand
  /// everywhere by chance. In bytes; also what values are told apart by.
  private static let leastBytes = 6

  private(set) var values: [Value] = []
  private var known: Set<Value> = []
  private var exact: [UInt64: [Int]] = [:]
  private var short: [Int] = []
  private var folded: [UInt64: [Int]] = [:]
  private var readings: [PlainText] = []
  private var reading = PlainReading()
  /// Entities whose values are numbers, however they are grouped.
  private let numbers: Set<String>

  /// A search for no values yet.
  ///
  /// - Parameter numbers: Entities whose values are the same however their digits are grouped. Of
  ///   others, such as IP addresses, the groups must be there too.
  init(numbers: Set<String> = []) { self.numbers = numbers }

  /// Adds a value.
  mutating func add(_ value: Value) {
    guard !value.bytes.isEmpty, known.insert(value).inserted else { return }
    let index = values.count
    values.append(value)
    let read = PlainText(value.bytes, &reading)
    if let key = Self.key(value.bytes, at: 0) {
      exact[key, default: []].append(index)
    } else {
      short.append(index)
    }
    if let key = Self.key(read.bytes, at: 0) { folded[key, default: []].append(index) }
    readings.append(read)
  }

  /// The values in a text, by index: as they are, or as they read if that is asked for.
  mutating func found(in text: [UInt8], asTheyRead: Bool) -> Set<Int> {
    guard !values.isEmpty else { return [] }
    var found: Set<Int> = []
    forEachOccurrence(in: text) { index, _ in found.insert(index) }
    if asTheyRead, !folded.isEmpty {
      lookForReadings(in: PlainText(text, &reading), &found)
    }
    return found
  }

  /// Every place where a value stands as it is. One that is shorter than others can be is a word of
  /// its own, and no digits are part of a longer number.
  func forEachOccurrence(in text: [UInt8], _ body: (_ value: Int, _ range: Range<Int>) -> Void) {
    for index in short {
      Self.forEachWord(values[index].bytes, in: text) { body(index, $0) }
    }
    guard !exact.isEmpty, text.count >= Self.leastBytes else { return }
    for at in 0...text.count - Self.leastBytes {
      guard let key = Self.key(text, at: at), let candidates = exact[key] else { continue }
      for index in candidates where text[at...].starts(with: values[index].bytes) {
        let range = at..<at + values[index].bytes.count
        let isPart =
          Self.isInsideNumber(range.lowerBound, text) || Self.isInsideNumber(range.upperBound, text)
        if !isPart { body(index, range) }
      }
    }
  }

  private func lookForReadings(in text: PlainText, _ found: inout Set<Int>) {
    guard text.bytes.count >= Self.leastBytes else { return }
    for at in 0...text.bytes.count - Self.leastBytes {
      guard let key = Self.key(text.bytes, at: at), let candidates = folded[key] else { continue }
      for index in candidates where !found.contains(index) {
        if stands(index, in: text, at: at) { found.insert(index) }
      }
    }
  }

  /// Whether a value as it reads stands at an offset, in no longer number.
  private func stands(_ index: Int, in text: PlainText, at start: Int) -> Bool {
    let value = readings[index]
    guard text.bytes[start...].starts(with: value.bytes), !text.isInsideNumber(start),
      !text.isInsideNumber(start + value.bytes.count)
    else { return false }
    guard value.bytes.allSatisfy(\.isDigit), !numbers.contains(values[index].entity) else {
      return true
    }
    return value.borders.allSatisfy { border in
      border == 0 || border == value.bytes.count || text.borders.contains(start + border)
    }
  }

  /// The first bytes of what stands at an offset; nil if it is shorter.
  private static func key(_ bytes: [UInt8], at offset: Int) -> UInt64? {
    guard offset + leastBytes <= bytes.count else { return nil }
    var key: UInt64 = 0
    for index in offset..<offset + leastBytes { key = key << 8 | UInt64(bytes[index]) }
    return key
  }

  private static func isInsideNumber(_ offset: Int, _ text: [UInt8]) -> Bool {
    offset > 0 && offset < text.count && text[offset - 1].isDigit && text[offset].isDigit
  }

  /// Every place where a short value stands as a word of its own.
  private static func forEachWord(
    _ value: [UInt8], in text: [UInt8], _ body: (Range<Int>) -> Void
  ) {
    guard value.count <= text.count else { return }
    func isWord(_ index: Int) -> Bool {
      guard text.indices.contains(index) else { return false }
      let byte = text[index]
      return byte.isDigit || 0x61...0x7A ~= byte | 0x20 || byte >= 0x80
    }
    for at in 0...text.count - value.count where text[at...].starts(with: value) {
      if !isWord(at - 1), !isWord(at + value.count) { body(at..<at + value.count) }
    }
  }
}
