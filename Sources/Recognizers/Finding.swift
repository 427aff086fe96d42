/// Personal data found in a text.
public struct Finding: Sendable, Equatable {
  /// Where it starts, as an offset in UTF-8 bytes from the start of the text.
  public var start: Int
  /// Where it ends, in bytes; exclusive.
  public var end: Int
  /// Index of the recognizer in its `RecognizerSet`.
  public var recognizer: Int
  /// How sure the recognizer is, from 0 to 1, context words counted.
  public var score: Double
  /// Whether a checksum or registry confirmed it.
  public var isValidated: Bool
  /// The value as it reads, if it is written in disguise; nil if it stands there as it reads.
  public var reading: [UInt8]?

  /// A finding.
  public init(
    start: Int, end: Int, recognizer: Int, score: Double, isValidated: Bool,
    reading: [UInt8]? = nil
  ) {
    self.start = start
    self.end = end
    self.recognizer = recognizer
    self.score = score
    self.isValidated = isValidated
    self.reading = reading
  }

  /// The bytes of the finding in its text.
  public var range: Range<Int> { start..<end }
}
