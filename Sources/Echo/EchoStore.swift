/// One response as the backend remembers it.
struct EchoTurn: Sendable {
  /// The response before it in the chain.
  var previous: String?
  /// The texts that the client sent in this turn.
  var texts: [String] = []

  /// In bytes.
  func size(id: String) -> Int {
    texts.reduce(id.utf8.count + (previous?.utf8.count ?? 0)) { $0 + $1.utf8.count }
  }
}

/// Responses by their id, bounded; the oldest goes first.
struct EchoStore: Sendable {
  private let maximumCount: Int
  private let maximumBytes: Int
  private var turns: [String: EchoTurn] = [:]
  /// Ids in the order of their first insertion, from `oldest` on.
  private var order: [String] = []
  private var oldest = 0
  private var size = 0

  init(count: Int, bytes: Int) {
    maximumCount = max(1, count)
    maximumBytes = max(0, bytes)
  }

  subscript(id: String) -> EchoTurn? { turns[id] }

  /// Remembers a response. If its texts alone are more than fits, they are left out.
  mutating func insert(_ turn: EchoTurn, id: String) {
    var turn = turn
    if turn.size(id: id) > maximumBytes { turn.texts = [] }
    size += turn.size(id: id)
    if let former = turns.updateValue(turn, forKey: id) {
      size -= former.size(id: id)
    } else {
      order.append(id)
    }
    while turns.count > maximumCount || size > maximumBytes {
      let id = order[oldest]
      if let former = turns.removeValue(forKey: id) { size -= former.size(id: id) }
      oldest += 1
    }
    if oldest > order.count / 2 {
      order.removeFirst(oldest)
      oldest = 0
    }
  }
}
