internal import Dialects
internal import FrameJSON

/// What the first level of a server event says: which event it is, and of which lane, item and part.
///
/// Members are indexes of the tape; nil where the event has none.
struct EventHead {
  var type: Int?
  var lane: Int?
  var item: Int?
  var outputIndex = -1
  var part: PartIndex?
  var sequenceNumber: Int?
  var delta: Int?
  var logprobs: Int?
  var annotation: Int?
  var response: Int?
  /// The whole item that an event carries.
  var wholeItem: Int?

  init(_ tape: FrameTape, _ bytes: Span<UInt8>) {
    var index = 1
    let end = tape.root.next
    while index < end {
      let value = tape.values[index]
      switch value.kind {
      case .string:
        if tape.hasKey(Names.delta, at: index, in: bytes) {
          delta = index
        } else if tape.hasKey(Names.type, at: index, in: bytes) {
          type = index
        } else if tape.hasKey(Names.itemID, at: index, in: bytes) {
          item = index
        } else if tape.hasKey(Names.streamID, at: index, in: bytes) {
          lane = index
        }
      case .number:
        if tape.hasKey(Names.sequenceNumber, at: index, in: bytes) {
          sequenceNumber = index
        } else if tape.hasKey(Names.outputIndex, at: index, in: bytes) {
          outputIndex = bytes.extracting(value.range).integer ?? -1
        } else if let kind = PartIndex.Kind.allCases.first(where: {
          tape.hasKey($0.name, at: index, in: bytes)
        }) {
          part = bytes.extracting(value.range).integer.map { PartIndex(kind: kind, index: $0) }
        }
      case .object:
        if tape.hasKey(Names.response, at: index, in: bytes) {
          response = index
        } else if tape.hasKey(Names.annotation, at: index, in: bytes) {
          annotation = index
        } else if tape.hasKey(Names.delta, at: index, in: bytes) {
          delta = index
        } else if tape.hasKey(Names.item, at: index, in: bytes) {
          wholeItem = index
          item = tape.member(Names.id, of: index, in: bytes)
        } else if tape.hasKey(Names.logprobs, at: index, in: bytes) {
          logprobs = index
        }
      case .array:
        if tape.hasKey(Names.logprobs, at: index, in: bytes) {
          logprobs = index
        } else if tape.hasKey(Names.delta, at: index, in: bytes) {
          delta = index
        }
      case .true, .false, .null: break
      }
      index = value.next
    }
  }
}

/// Which part of its item an event is about.
struct PartIndex: Equatable {
  /// The list that the part is in.
  enum Kind: CaseIterable {
    case content, summary, command

    var name: MemberName {
      switch self {
      case .content: Names.contentIndex
      case .summary: Names.summaryIndex
      case .command: Names.commandIndex
      }
    }
  }

  var kind: Kind
  var index: Int
}

/// The parts of an event's type that matter when the table does not know it.
enum EventType {
  private static let deltaSuffix = Array(".delta".utf8)
  private static let doneSuffix = Array(".done".utf8)

  /// Bytes of the type without `.delta` or `.done`: the family of its streams.
  static func familyBytes(_ type: Span<UInt8>) -> Int {
    if isDelta(type) { return type.count - deltaSuffix.count }
    return isDone(type) ? type.count - doneSuffix.count : type.count
  }

  static func isDelta(_ type: Span<UInt8>) -> Bool { ends(type, with: deltaSuffix) }
  static func isDone(_ type: Span<UInt8>) -> Bool { ends(type, with: doneSuffix) }

  private static func ends(_ type: Span<UInt8>, with suffix: [UInt8]) -> Bool {
    guard type.count > suffix.count else { return false }
    for offset in suffix.indices where type[type.count - suffix.count + offset] != suffix[offset] {
      return false
    }
    return true
  }
}

extension Span<UInt8> {
  /// Whether the bytes are the same.
  func equals(_ other: [UInt8]) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }

  /// A copy.
  var array: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(copying: self)
    return bytes
  }
}
