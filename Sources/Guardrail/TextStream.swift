internal import Dialects
internal import Tokens

/// A text that arrives in deltas: one (lane, item, part, family).
struct TextStream {
  /// What tells streams apart, as the events name it; raw bytes of strings.
  struct Key: Equatable {
    var family: [UInt8]
    var lane: [UInt8]
    var item: [UInt8]
    /// `output_index`; -1 for none.
    var output: Int
    /// The part of the item; nil for an item without parts.
    var part: PartIndex?
    /// The key of the text, where the delta of an event is an object of several; else empty.
    var field: [UInt8]
  }

  let key: Key
  /// Where its text goes to.
  let sink: Sink
  /// Whether it is a patch, in which a URL is nothing that anybody follows.
  let isPatch: Bool
  var restorer: TextRestorer
  /// Masks the text before it is restored; nil if it is not masked.
  var masker: OutputStream?
  /// Half of a surrogate pair, raw, that waits for the other half to be masked with it.
  var cutPair: [UInt8] = []
  /// Code points of the text that have arrived.
  var position = 0
  /// Where the text that the client has differs from the one that arrived.
  var shifts = OffsetShifts()
  /// Whether it has ended, and only offsets into its text are still asked for.
  var hasEnded = false
  /// The last event of the stream as it went out, while something is held of it.
  var envelope: [UInt8] = []

  /// Whether some of its text has arrived and not gone out.
  var holdsText: Bool {
    !restorer.held.isEmpty || !cutPair.isEmpty || masker.map { $0.heldBytes > 0 } ?? false
  }

  /// How many bytes of its text have arrived and not gone out.
  var heldBytes: Int { restorer.held.count + cutPair.count + (masker?.heldBytes ?? 0) }

  /// How offsets into the text move on its way to the client.
  var allShifts: OffsetShifts { masker.map { shifts.following($0.shifts) } ?? shifts }

  /// Whether an event that ends something means this stream. What the event does not name does
  /// not tell streams apart.
  func isEnded(
    by effect: EventEffect, family: Span<UInt8>, lane: Span<UInt8>, item: Span<UInt8>,
    output: Int, part: PartIndex?
  ) -> Bool {
    guard lane.equals(key.lane) else { return false }
    let namesItem = !item.isEmpty || output >= 0
    let isItem =
      namesItem
      ? (item.isEmpty || key.item.isEmpty || item.equals(key.item))
        && (output < 0 || key.output < 0 || output == key.output)
      : key.item.isEmpty && key.output < 0
    let isPart = part == nil || key.part == nil || part == key.part
    switch effect {
    case .endsStream: return family.equals(key.family) && isItem && isPart
    case .endsPart: return isItem && part == key.part
    case .endsItem: return isItem
    case .beginsResponse, .endsResponse: return true
    case .none, .delta: return false
    }
  }
}
