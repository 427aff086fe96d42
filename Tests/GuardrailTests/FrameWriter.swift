import TestSupport

/// Writes random client frames with values in them, spelled in every way that JSON allows.
struct FrameWriter {
  typealias Write = (inout FrameWriter) -> Void

  var random: SeededGenerator
  let samples: [Sample]
  /// Once in so many texts a value is planted; 0 for never.
  var values = 2
  private var pieces: [PlantedFrame.Piece] = []
  private var keys = 0

  /// A frame of that seed.
  static func frame(seed: Int, samples: [Sample], values: Int = 2) -> PlantedFrame {
    var writer = FrameWriter(random: SeededGenerator(seed: seed), samples: samples, values: values)
    writer.space()
    writer.root()
    writer.space()
    return PlantedFrame(pieces: writer.pieces)
  }

  private init(random: SeededGenerator, samples: [Sample], values: Int) {
    self.random = random
    self.samples = samples
    self.values = values
  }

  // MARK: JSON

  mutating func raw(_ text: String) { pieces.append(.kept(text)) }

  mutating func space() {
    guard random.once(in: 4) else { return }
    for _ in 0..<random.below(3) { raw(random.pick([" ", "\t", "\n", "\r\n"])) }
  }

  /// A string that is kept as it is.
  mutating func name(_ text: String) { raw("\"\(text)\"") }

  /// Members in their order, and now and then one that the API does not have.
  mutating func object(_ members: [(String, Write)]) {
    raw("{")
    var isFirst = true
    func separate(_ writer: inout FrameWriter) {
      if !isFirst { writer.raw(",") }
      isFirst = false
      writer.space()
    }
    for (key, write) in members {
      if random.once(in: 6) {
        separate(&self)
        unknownMember(depth: 0)
      }
      separate(&self)
      name(key)
      colon()
      write(&self)
      space()
    }
    if random.once(in: 3) {
      separate(&self)
      unknownMember(depth: 0)
    }
    raw("}")
  }

  mutating func list(_ count: Int, _ write: Write) {
    raw("[")
    for index in 0..<count {
      if index > 0 { raw(",") }
      space()
      write(&self)
      space()
    }
    raw("]")
  }

  private mutating func colon() {
    space()
    raw(":")
    space()
  }

  // MARK: Text

  /// A string of text, in which there may be a value.
  mutating func text() {
    raw("\"")
    content()
    raw("\"")
  }

  private mutating func content() {
    let escapes = random.pick([4, 40, 400])
    guard values > 0, random.once(in: values) else {
      raw(random.spelled(random.filler(), escapes: escapes))
      return
    }
    let sample = random.pick(samples)
    let head = random.once(in: 2) ? random.filler(upTo: 3) + "\n\n" : ""
    let tail = random.once(in: 2) ? "\n\n" + random.filler(upTo: 3) : ""
    raw(random.spelled(head + sample.before, escapes: escapes))
    pieces.append(.value(sample, raw: random.spelled(sample.value, escapes: escapes)))
    raw(random.spelled(sample.after + tail, escapes: escapes))
  }

  /// A string that holds JSON source.
  mutating func source() {
    let outer = pieces
    pieces = []
    space()
    random.once(in: 4) ? list(random.below(3)) { $0.anything(depth: 1) } : mapping(depth: 1)
    let inner = pieces
    pieces = outer
    raw("\"")
    let escapes = random.pick([4, 40, 400])
    for piece in inner {
      switch piece {
      case .kept(let text): raw(random.spelled(text, escapes: escapes))
      case .value(let sample, let text):
        pieces.append(.value(sample, raw: random.spelled(text, escapes: escapes)))
      }
    }
    raw("\"")
  }

  // MARK: What the API does not know

  /// A member whose key is the caller's own; it may hold a value.
  mutating func unknownMember(depth: Int) {
    keys += 1
    raw("\"")
    if random.once(in: 5) { content() } else { raw(random.pick(["x-note", "größe", "extra"])) }
    // What follows makes the key another one and joins no value.
    raw("\\n\\n.\(keys)\"")
    colon()
    anything(depth: depth + 1)
  }

  mutating func mapping(depth: Int) {
    raw("{")
    for index in 0..<random.below(4) {
      if index > 0 { raw(",") }
      space()
      unknownMember(depth: depth)
      space()
    }
    raw("}")
  }

  mutating func anything(depth: Int) {
    switch random.below(depth < 4 ? 8 : 6) {
    case 0: raw(random.pick(["true", "false", "null"]))
    case 1:
      raw(random.pick(["0", "-0", "7.50", "1e400", "12345678901234567890123", "-1.0E+5"]))
    case 2...5: text()
    case 6: list(random.below(3)) { $0.anything(depth: depth + 1) }
    default: mapping(depth: depth + 1)
    }
  }
}
