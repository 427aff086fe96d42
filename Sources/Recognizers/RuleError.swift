/// What is wrong with a rule file, where, and how to mend it.
public struct RuleError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file and line; the line is nil if the whole file or folder is meant.
  public let file: String
  /// Line, counted from 1.
  public let line: Int?
  /// One sentence.
  public let message: String

  /// An error at a file and line.
  public init(file: String, line: Int?, _ message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  init(_ place: RulePlace, _ message: String) {
    self.init(file: place.file, line: place.line, message)
  }

  /// `FILE:LINE: MESSAGE`.
  public var description: String {
    line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
  }
}
