internal import Dialects
internal import FrameJSON
internal import Recognizers
internal import Tokens

/// A value that was masked in a client frame, and where. It is for checks of what went out: whoever
/// asks for it keeps it out of every log.
public struct MaskedValue: Sendable, Equatable {
  /// The name of its entity.
  public let entity: String
  /// Its place in the notation of the protocol facts.
  public let path: String
  /// The value as it stood in the text, as UTF-8.
  public let bytes: [UInt8]
  /// Whether it is what one of several neighbouring texts holds of a value.
  public let isPiece: Bool
}

extension Workspace {
  /// The values that were masked in the client frame read last, if this was not asked before; none
  /// if it was refused, or if the settings do not ask for notes.
  public func takeMasked() -> [MaskedValue] {
    defer { masker.noted = [] }
    return masker.noted
  }

  /// How many tokens were restored since this was asked last, by entity and then by path in the
  /// notation of the protocol facts; none if the settings do not ask for notes.
  public func takeRestored() -> [String: [String: Int]] { restorer.notes.take() }
}

extension RequestMasker {
  /// Notes a value that is masked, if that is asked for.
  mutating func note(_ value: StoredValue, _ entity: String, _ place: Place, _ bytes: Span<UInt8>) {
    guard guardrail.settings.notesValues, output == nil else { return }
    // What goes over the border of two texts stands in none of them.
    let isPiece =
      borderFindings[place.index]?.contains { $0.range.count == value.bytes.count } ?? false
    noted.append(
      MaskedValue(
        entity: entity, path: path(place, bytes, withIndexes: false), bytes: value.bytes,
        isPiece: isPiece))
  }
}

/// What was restored, by entity and path.
struct RestoreNotes {
  private var counts: [String: [String: Int]] = [:]
  /// What was restored in the event that is read, with its index on the tape.
  private var open: [(entity: [UInt8], index: Int)] = []
  /// Where text is that was held, which goes out in a copy of a delta.
  private static let held = "delta"

  /// Notes a token of an entity; the index is nil for what was held.
  mutating func add(_ entity: [UInt8], at index: Int?) {
    if let index {
      open.append((entity, index))
    } else {
      count(entity, Self.held)
    }
  }

  /// Writes the places of the event that was read.
  mutating func settle(_ path: FramePath, root: Int, _ bytes: Span<UInt8>) {
    guard !open.isEmpty else { return }
    for (entity, index) in open {
      count(entity, path.text(to: index, root: root, in: bytes, withIndexes: false))
    }
    open = []
  }

  /// What was noted since this was asked last.
  mutating func take() -> [String: [String: Int]] {
    defer { counts = [:] }
    return counts
  }

  private mutating func count(_ entity: [UInt8], _ path: String) {
    counts[String(decoding: entity, as: UTF8.self), default: [:]][path, default: 0] += 1
  }
}
