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
  private var readings: [[UInt8]] = []
  private var reading = PlainReading()

  /// Adds a value.
  mutating func add(_ value: Value) {
    guard !value.bytes.isEmpty, known.insert(value).inserted else { return }
    let index = values.count
    values.append(value)
    var read: [UInt8] = []
    reading.append(value.bytes.span, to: &read)
    if let key = Self.key(value.bytes, at: 0) {
      exact[key, default: []].append(index)
    } else {
      short.append(index)
    }
    if let key = Self.key(read, at: 0) { folded[key, default: []].append(index) }
    readings.append(read)
  }

  /// The values in a text, by index: as they are, or as they read if that is asked for.
  func found(in parts: [ArraySlice<UInt8>], asTheyRead: Bool) -> Set<Int> {
    guard !values.isEmpty else { return [] }
    var found: Set<Int> = []
    for part in parts {
      look(for: exact, { values[$0].bytes }, in: Array(part), &found)
      for index in short where Self.stands(values[index].bytes, in: Array(part)) {
        found.insert(index)
      }
      guard asTheyRead else { continue }
      var reading = reading
      var text: [UInt8] = []
      reading.append(Array(part).span, to: &text)
      look(for: folded, { readings[$0] }, in: text, &found)
    }
    return found
  }

  private func look(
    for index: [UInt64: [Int]], _ bytes: (Int) -> [UInt8], in text: [UInt8],
    _ found: inout Set<Int>
  ) {
    guard text.count >= Self.leastBytes, !index.isEmpty else { return }
    for at in 0...text.count - Self.leastBytes {
      guard let key = Self.key(text, at: at), let candidates = index[key] else { continue }
      for candidate in candidates where !found.contains(candidate) {
        if text[at...].starts(with: bytes(candidate)) { found.insert(candidate) }
      }
    }
  }

  /// The first bytes of what stands at an offset; nil if it is shorter.
  private static func key(_ bytes: [UInt8], at offset: Int) -> UInt64? {
    guard offset + leastBytes <= bytes.count else { return nil }
    var key: UInt64 = 0
    for index in offset..<offset + leastBytes { key = key << 8 | UInt64(bytes[index]) }
    return key
  }

  /// Whether a short value stands in a text as a word of its own.
  private static func stands(_ value: [UInt8], in text: [UInt8]) -> Bool {
    guard value.count <= text.count else { return false }
    func isWord(_ index: Int) -> Bool {
      guard text.indices.contains(index) else { return false }
      let byte = text[index]
      return 0x30...0x39 ~= byte || 0x61...0x7A ~= byte | 0x20 || byte >= 0x80
    }
    return (0...text.count - value.count).contains { at in
      text[at...].starts(with: value) && !isWord(at - 1) && !isWord(at + value.count)
    }
  }
}
