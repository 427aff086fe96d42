internal import CRules

/// The name and the bytes of one rule file.
public struct RuleFile: Sendable {
  /// As messages name it.
  public let name: String
  /// Its YAML text.
  public let bytes: [UInt8]

  /// A rule file.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// The default rule files, which are embedded in the library.
  public static var embedded: [RuleFile] {
    (0..<maskwire_rule_file_count()).map { index in
      let file = unsafe maskwire_rule_file_at(index)
      // Name and bytes are constants of the C target; the length is theirs.
      return unsafe RuleFile(
        name: String(cString: file.name),
        bytes: Array(UnsafeBufferPointer(start: file.bytes, count: file.length)))
    }
  }
}

extension RecognizerSet {
  /// Reads rule files; the order of files and rules is kept.
  ///
  /// This checks what a file says, but runs nothing: see `RuleCheck`.
  public init(reading files: [RuleFile]) throws(RuleError) {
    var recognizers: [Recognizer] = []
    var places: [String: RulePlace] = [:]
    for file in files {
      for recognizer in try RuleFileReader(file: file.name).recognizers(in: file.bytes) {
        if let other = places[recognizer.name] {
          throw RuleError(
            recognizer.place,
            "recognizer '\(recognizer.name)' is defined at \(other) already: rename one")
        }
        places[recognizer.name] = recognizer.place
        recognizers.append(recognizer)
      }
    }
    self.init(recognizers)
  }
}
