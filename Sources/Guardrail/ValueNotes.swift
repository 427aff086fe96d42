internal import Dialects
internal import FrameJSON
internal import Recognizers
public import Tokens

/// A value that was masked in a client frame, and where. It is for checks of what went out: whoever
/// asks for it keeps it out of every log.
public struct MaskedValue: Sendable, Equatable {
  /// The name of its entity.
  public let entity: String
  /// Its place in the notation of the protocol facts.
  public let path: String
  /// The value as it stood in the text, as UTF-8.
  public let bytes: [UInt8]
  /// The token that took its place; nil if it was masked one way.
  public let token: TokenName?
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
  public func takeRestored() -> [String: [String: Int]] { restorer.notes.takeRestored() }

  /// How many tokens stayed tokens since this was asked last, by why and then by path; none if the
  /// settings do not ask for notes.
  public func takeKept() -> [String: [String: Int]] { restorer.notes.takeKept() }
}

extension FrameMasker {
  /// Notes a value that is masked, if that is asked for.
  mutating func note(
    _ value: StoredValue, _ entity: String, token: TokenName?, _ place: Place, _ bytes: Span<UInt8>
  ) {
    guard guardrail.settings.notesValues, output == nil else { return }
    // What goes over the border of two texts stands in none of them.
    let isPiece =
      borderFindings[place.index]?.contains { $0.range.count == value.bytes.count } ?? false
    noted.append(
      MaskedValue(
        entity: entity, path: path(place, bytes, withIndexes: false), bytes: value.bytes,
        token: token, isPiece: isPiece))
  }
}

/// What was restored, by entity and path, and what was not, by why and path.
struct RestoreNotes {
  private enum Note {
    case restored(entity: [UInt8])
    case kept(RestoreCounts.Reason, Int)
  }

  private var restored: [String: [String: Int]] = [:]
  private var kept: [String: [String: Int]] = [:]
  /// What there is to note of the event that is read, with its index on the tape.
  private var open: [(note: Note, index: Int)] = []
  /// Where text is that was held, which goes out in a copy of a delta.
  private static let held = "delta"

  /// Notes what was done with the tokens of a text; the index is nil for what was held.
  mutating func add(_ policy: RestorePolicy, at index: Int?) {
    guard policy.settings.notesValues else { return }
    for entity in policy.restored { add(.restored(entity: entity), at: index) }
    for (reason, count) in policy.counts.kept { add(.kept(reason, count), at: index) }
  }

  private mutating func add(_ note: Note, at index: Int?) {
    if let index {
      open.append((note, index))
    } else {
      count(note, Self.held)
    }
  }

  /// Writes the places of the event that was read.
  mutating func settle(_ path: FramePath, root: Int, _ bytes: Span<UInt8>) {
    guard !open.isEmpty else { return }
    for (note, index) in open {
      count(note, path.text(to: index, root: root, in: bytes, withIndexes: false))
    }
    open = []
  }

  /// What was restored since this was asked last.
  mutating func takeRestored() -> [String: [String: Int]] {
    defer { restored = [:] }
    return restored
  }

  /// What stayed a token since this was asked last.
  mutating func takeKept() -> [String: [String: Int]] {
    defer { kept = [:] }
    return kept
  }

  private mutating func count(_ note: Note, _ path: String) {
    switch note {
    case .restored(let entity):
      restored[String(decoding: entity, as: UTF8.self), default: [:]][path, default: 0] += 1
    case .kept(let reason, let count):
      kept[reason.rawValue, default: [:]][path, default: 0] += count
    }
  }
}
