internal import FrameJSON

/// Writes the lines of a transcript of what was sent on.
public struct TranscriptWriter: Sendable {
  /// The lines that were written and not taken yet, as UTF-8.
  public private(set) var output: [UInt8] = []

  /// The connection of the lines that follow, as their input names it, with quotes; empty for none.
  public var connection: [UInt8] = []
  /// The principal of the lines that follow, with quotes; empty for none.
  public var principal: [UInt8] = []

  /// What the lines tell of.
  public enum Direction: String, Sendable {
    /// What a side is sent.
    case to
    /// What a side has sent: lines that can be read again.
    case from
  }

  private let direction: Direction
  private var tape = FrameTape()

  /// A writer of no lines.
  public init(_ direction: Direction = .to) { self.direction = direction }

  /// Forgets what was taken; the storage is kept.
  public mutating func removeAll() { output.removeAll(keepingCapacity: true) }

  /// A frame whose JSON is an object or a string as it stands in the line that it came in.
  public mutating func frame(
    to side: TranscriptLine.Side, json: Span<UInt8>
  ) {
    open(side, "frame")
    output.append(copying: json)
    end()
  }

  /// A text frame, as an object or as a string that holds its text: always one if it has line ends,
  /// as a frame may have that came in a string.
  public mutating func frame(
    to side: TranscriptLine.Side, text: Span<UInt8>, asObject: Bool
  ) {
    open(side, "frame")
    if asObject, !text.hasLineEnd {
      output.append(copying: text)
    } else {
      output.append(UInt8(ascii: "\""))
      JSONString.encode(text, into: &output)
      output.append(UInt8(ascii: "\""))
    }
    end()
  }

  /// A text frame, as an object if it is one.
  public mutating func frame(_ side: TranscriptLine.Side, text: Span<UInt8>) {
    var isObject = true
    do throws(FrameError) {
      try tape.scanObject(text, limits: FrameLimits(), recordingDepth: 1)
    } catch {
      isObject = false
    }
    frame(to: side, text: text, asObject: isObject)
  }

  /// A binary frame in base64.
  public mutating func binary(
    to side: TranscriptLine.Side, base64: Span<UInt8>
  ) {
    open(side, "binary")
    output.append(UInt8(ascii: "\""))
    output.append(copying: base64)
    output.append(UInt8(ascii: "\""))
    end()
  }

  /// The end of a connection.
  public mutating func close(
    to side: TranscriptLine.Side, code: Int
  ) {
    open(side, "close")
    output.append(contentsOf: String(code).utf8)
    end()
  }

  private mutating func open(_ side: TranscriptLine.Side, _ member: String) {
    output.append(contentsOf: "{\"\(direction.rawValue)\":\"\(side.rawValue)\",\"\(member)\":".utf8)
  }

  private mutating func end() {
    if !connection.isEmpty {
      output.append(contentsOf: ",\"conn\":".utf8)
      let name = connection
      output.append(copying: name.span)
    }
    if !principal.isEmpty {
      output.append(contentsOf: ",\"principal\":".utf8)
      let name = principal
      output.append(copying: name.span)
    }
    output.append(contentsOf: "}\n".utf8)
  }
}

extension Span<UInt8> {
  fileprivate var hasLineEnd: Bool {
    for index in indices where self[index] == 0x0A || self[index] == 0x0D { return true }
    return false
  }
}
