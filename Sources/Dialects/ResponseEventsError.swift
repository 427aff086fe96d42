public import FrameJSON

/// Why a response object cannot be told as events. Never holds text of the response.
public enum ResponseEventsError: Error, Sendable, Equatable {
  /// Not one JSON object within the limits.
  case unreadable(FrameError)
  /// It has no `id`, which every client needs.
  case missingID
  /// Its `status` is not one with which a response ends: `completed`, `incomplete` or `failed`.
  case notFinished
  /// Its `output` is no array.
  case outputIsNoArray
  /// The item at that place of `output` is no object or has no `type`.
  case itemWithoutType(index: Int)
  /// The item at that place of `output` has events that name it, and no `id`.
  case itemWithoutID(index: Int)
}
