internal import Tokens

/// What is remembered of one connection between frames.
struct ConversationState {
  let tokens: ConnectionTokens
  let models: ModelPolicy
  var streams: [TextStream] = []
  var lanes: [Lane] = []
  /// Items that are patches, by id, while they are streamed: their text is no prose with URLs.
  var patches: [[UInt8]] = []
  /// Items of which it was decided whether their text is JSON, while a lane has more than one
  /// response: the one that began last says nothing of those of another.
  var itemForms: [(item: [UInt8], isJSON: Bool)] = []
  let mostLanes: Int
  /// Responses that have ended and frames that were refused, of which no one was told yet.
  var finished: [ResponseRecord] = []
  /// Most patches that are streamed at once, and most items of which the form is kept; no model
  /// writes so many.
  static let mostPatches = 64
  static let mostItemForms = 256

  /// The index of a lane, which is new if it was not there.
  mutating func lane(_ id: Span<UInt8>) -> Int {
    for index in lanes.indices where id.equals(lanes[index].id) { return index }
    if lanes.count >= mostLanes, !lanes.isEmpty { finished += lanes.removeFirst().records }
    lanes.append(Lane(id: id.array))
    return lanes.count - 1
  }

  /// Whether the text of an item is JSON, which is decided when the item is first heard of.
  mutating func isJSON(_ item: Span<UInt8>, ofLane lane: Int) -> Bool {
    let asked = lanes[lane].asksForJSON
    // Of a response whose begin was missed nothing is known yet.
    guard !item.isEmpty, !lanes[lane].responseID.isEmpty else { return asked }
    if let known = itemForms.last(where: { item.equals($0.item) }) { return known.isJSON }
    if itemForms.count >= Self.mostItemForms { itemForms.removeFirst() }
    itemForms.append((item.array, asked))
    return asked
  }

  /// Notes that an item is a patch.
  mutating func notePatch(_ item: [UInt8]) {
    guard !patches.contains(item) else { return }
    if patches.count >= Self.mostPatches { patches.removeFirst() }
    patches.append(item)
  }
}

/// One lane of a connection: responses one after the other.
struct Lane {
  /// Its `stream_id`, raw; empty for the nameless lane.
  let id: [UInt8]
  /// Responses that were asked for or began and have not ended.
  var open = 0
  /// Whether the response that runs was asked to write JSON.
  var asksForJSON = false
  /// The turns whose responses have not begun, the oldest first.
  var waiting: [Lineage] = []
  /// The id of the response that runs or ran last, decoded; empty for none.
  var responseID: [UInt8] = []
  /// The turn of that response.
  var turn: Lineage?
  /// Whether that response runs.
  var isRunning = false
  /// The records of the responses that have not begun, as `waiting`.
  var asked: [ResponseRecord] = []
  /// The record of the response that runs.
  var record: ResponseRecord?
  /// How the event that is read ends the response that runs, or the oldest one that has not begun.
  var ending: (outcome: ResponseRecord.Outcome, isRunning: Bool)?
  /// What the client was given as a token since the response began.
  var delivered: Set<Lineage.Note> = []

  /// The records of all responses that have not ended.
  var records: [ResponseRecord] { (record.map { [$0] } ?? []) + asked }

  /// Adds what was masked in a frame that is put into a response.
  mutating func add(masked: [String: Int]) {
    if record != nil {
      record?.masked.merge(masked, uniquingKeysWith: +)
    } else if !asked.isEmpty {
      asked[asked.count - 1].masked.merge(masked, uniquingKeysWith: +)
    }
  }
}
