/// What is remembered of one connection between frames.
struct ConversationState {
  var issuer: TokenIssuer
  var streams: [TextStream] = []
  var lanes: [Lane] = []
  let mostLanes: Int

  /// The index of a lane, which is new if it was not there.
  mutating func lane(_ id: Span<UInt8>) -> Int {
    for index in lanes.indices where id.equals(lanes[index].id) { return index }
    if lanes.count >= mostLanes { lanes.removeFirst() }
    lanes.append(Lane(id: id.array))
    return lanes.count - 1
  }
}
