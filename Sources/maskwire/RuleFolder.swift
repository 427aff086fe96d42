import Foundation
import Guardrail
import Recognizers

/// Rules from a folder, or those embedded in the binary.
enum RuleFolder {
  /// Reads, checks and tries out the rule files of a folder.
  ///
  /// - Parameter masksOutput: Whether they are to mask text that goes on, too.
  /// - Returns: The recognizers and how many examples were run.
  static func load(_ path: String, masksOutput: Bool) throws -> (set: RecognizerSet, examples: Int)
  {
    let files = try files(path)
    do throws(RuleError) {
      let set = try RecognizerSet(reading: files)
      let check = RuleCheck(set, clock: Clocks.cpu)
      let examples = try check.runExamples()
      try check.runBenignCorpus()
      if masksOutput { try check.runOpenText(holdCharacters: Settings().holdCharacters) }
      return (set, examples)
    } catch {
      throw Failure(.configuration, "\(error)")
    }
  }

  /// The rules embedded in the binary.
  static func embedded() throws -> RecognizerSet {
    do throws(RuleError) {
      return try RecognizerSet(reading: RuleFile.embedded)
    } catch {
      throw Failure(.configuration, "\(error)")
    }
  }

  private static func files(_ path: String) throws(Failure) -> [RuleFile] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw Failure(.noInput, "\(path): the folder of rules cannot be read")
    }
    let rules = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
    guard !rules.isEmpty else {
      throw Failure(.noInput, "\(path): the folder holds no .yaml file: add one with rules")
    }
    var files: [RuleFile] = []
    for name in rules {
      let file = path.hasSuffix("/") ? path + name : path + "/" + name
      guard let data = FileManager.default.contents(atPath: file) else {
        throw Failure(.noInput, "\(file): the file cannot be read")
      }
      files.append(RuleFile(name: file, bytes: Array(data)))
    }
    return files
  }
}
