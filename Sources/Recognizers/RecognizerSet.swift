/// The recognizers that are loaded together, in the order of their files.
public struct RecognizerSet: Sendable {
  /// Findings below this score are none.
  public static let threshold = 0.5

  /// All recognizers, those that are off by default too.
  public let recognizers: [Recognizer]
  /// The names of all entities, each once, in order of their names.
  public let entities: [String]

  /// A set of recognizers.
  public init(_ recognizers: [Recognizer]) {
    self.recognizers = recognizers
    entities = Set(recognizers.map(\.entity)).sorted()
  }

  /// The recognizers of several files together.
  public static func + (left: RecognizerSet, right: RecognizerSet) -> RecognizerSet {
    RecognizerSet(left.recognizers + right.recognizers)
  }
}
