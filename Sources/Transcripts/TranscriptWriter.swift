internal import FrameJSON

/// Writes the lines of a transcript of what was sent on.
public struct TranscriptWriter: Sendable {
  /// The lines that were written and not taken yet, as UTF-8.
  public private(set) var output: [UInt8] = []

  /// The connection of the lines that follow, as their input names it, with quotes; empty for none.
  public var connection: [UInt8] = []

  /// A writer of no lines.
  public init() {}

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
    output.append(contentsOf: "{\"to\":\"\(side.rawValue)\",\"\(member)\":".utf8)
  }

  private mutating func end() {
    if !connection.isEmpty {
      output.append(contentsOf: ",\"conn\":".utf8)
      let name = connection
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
