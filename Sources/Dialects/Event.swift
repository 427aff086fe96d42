/// A server event: its rows, and what it says of the streams of text that are under way.
struct Event: Sendable {
  let type: String
  var rows: [Row] = []
  var inclusions: [Shape.Inclusion] = []
  var effect: EventEffect = .none
}

/// What an event means for the streams and the response of its lane.
public enum EventEffect: Sendable, Equatable {
  /// Nothing.
  case none
  /// It brings a piece of a stream.
  case delta
  /// The stream of the same family, item and index is whole.
  case endsStream
  /// Every stream of the part, by item and content or summary index, is whole.
  case endsPart
  /// Every stream of the item is whole.
  case endsItem
  /// A response begins in the lane: streams of the one before are over.
  case beginsResponse
  /// The response of the lane is over.
  case endsResponse
}
