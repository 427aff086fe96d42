import FrameJSON

/// What a JSON text says: numbers as they are written, strings as UTF-16 with lone surrogates.
enum JSONModel: Equatable, Sendable {
  struct Member: Equatable, Sendable {
    var key: [UInt16]
    var value: JSONModel
  }

  case object([Member])
  case array([JSONModel])
  case string([UInt16])
  case number([UInt8])
  case `true`, `false`, null

  /// The kind on a tape.
  var kind: FrameValue.Kind {
    switch self {
    case .object: .object
    case .array: .array
    case .string: .string
    case .number: .number
    case .true: .true
    case .false: .false
    case .null: .null
    }
  }

  /// Whether any object names a key twice; lone surrogates are told apart.
  var hasDuplicateKey: Bool {
    switch self {
    case .object(let members):
      Set(members.map(\.key)).count < members.count || members.contains { $0.value.hasDuplicateKey }
    case .array(let elements): elements.contains { $0.hasDuplicateKey }
    default: false
    }
  }

  /// Every string and key, in the order of the text.
  var strings: [[UInt16]] {
    switch self {
    case .object(let members): members.flatMap { [$0.key] + $0.value.strings }
    case .array(let elements): elements.flatMap(\.strings)
    case .string(let text): [text]
    default: []
    }
  }

  /// Every number as it is written.
  var numbers: [String] {
    switch self {
    case .object(let members): members.flatMap(\.value.numbers)
    case .array(let elements): elements.flatMap(\.numbers)
    case .number(let bytes): [String(decoding: bytes, as: UTF8.self)]
    default: []
    }
  }

  /// One line a value in the order of the text: kind, key, text. Lone surrogates are U+FFFD.
  var lines: [String] {
    var output: [String] = []
    write(key: nil, to: &output)
    return output
  }

  private func write(key: [UInt16]?, to output: inout [String]) {
    let name = key.map { " \(text($0)):" } ?? ""
    switch self {
    case .object(let members):
      output.append("object\(name)")
      for member in members { member.value.write(key: member.key, to: &output) }
      output.append("end")
    case .array(let elements):
      output.append("array\(name)")
      for element in elements { element.write(key: nil, to: &output) }
      output.append("end")
    case .string(let units): output.append("string\(name) \(text(units))")
    case .number(let bytes):
      output.append("number\(name) \(String(decoding: bytes, as: UTF8.self))")
    case .true, .false, .null: output.append("\(kind)\(name)")
    }
  }

  private func text(_ units: [UInt16]) -> String {
    String(reflecting: String(decoding: units, as: UTF16.self))
  }
}

extension FrameTape {
  /// The same lines as `JSONModel.lines`, from the tape.
  func lines(_ bytes: [UInt8]) -> [String] {
    var output: [String] = []
    write(0, bytes, to: &output)
    return output
  }

  /// Every string and key of the text, decoded.
  func strings(_ bytes: [UInt8]) -> [[UInt8]] {
    values.flatMap { value in
      [value.keyRange, value.kind == .string ? value.range : nil].compactMap { $0 }.map {
        JSONString.decoded(Array(bytes[$0]))
      }
    }
  }

  private func write(_ index: Int, _ bytes: [UInt8], to output: inout [String]) {
    let value = values[index]
    let name = value.keyRange.map { " \(text($0, bytes)):" } ?? ""
    switch value.kind {
    case .object, .array:
      output.append("\(value.kind)\(name)")
      var child = firstChild(of: index)
      while child < value.next {
        write(child, bytes, to: &output)
        child = values[child].next
      }
      output.append("end")
    case .string: output.append("string\(name) \(text(value.range, bytes))")
    case .number:
      output.append("number\(name) \(String(decoding: bytes[value.range], as: UTF8.self))")
    case .true, .false, .null: output.append("\(value.kind)\(name)")
    }
  }

  private func text(_ range: Range<Int>, _ bytes: [UInt8]) -> String {
    let decoded = JSONString.decoded(bytes.span.extracting(range))
    return String(reflecting: String(decoding: decoded, as: UTF8.self))
  }
}
