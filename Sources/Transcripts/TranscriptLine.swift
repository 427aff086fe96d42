/// One line of a transcript: something that one side of a connection sent.
public struct TranscriptLine: Sendable, Equatable {
  /// A side of a connection.
  public enum Side: String, Sendable {
    /// The client, which holds values.
    case client
    /// The backend, which holds tokens.
    case backend
  }

  /// What was sent.
  public enum Content: Sendable, Equatable {
    /// A text frame, written as a JSON object; the range is its bytes in the line.
    case object(Range<Int>)
    /// A text frame, written as a JSON string; the range is what stands between its quotes.
    case text(Range<Int>, isEscaped: Bool)
    /// A binary frame; the range is its base64.
    case binary([UInt8], Range<Int>)
    /// The end of the connection, with a close code.
    case close(Int)
  }

  /// Who sent it, or whom it was sent to.
  public var from: Side
  /// What was sent.
  public var content: Content
  /// The connection as the line names it, raw with its quotes; nil for the one connection of a
  /// transcript that names none.
  public var connection: Range<Int>?
  /// The user of the connection, decoded; nil if the line names none.
  public var principal: [UInt8]?
}

/// A line that is not of the form of a transcript. Says what is wrong, never what stands there.
public struct TranscriptError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}
