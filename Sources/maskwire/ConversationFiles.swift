import Foundation
import Verification

/// The files of recorded conversations.
enum ConversationFiles {
  /// The file at a path, or those of a folder, in the order of their names.
  static func found(at path: String) throws -> [String] {
    var isFolder: ObjCBool = false
    // The flag is written before the call returns, and the pointer to it is not kept.
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Failure(.noInput, "there is no such file or folder")
    }
    guard isFolder.boolValue else { return [path] }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw Failure(.noInput, "the folder cannot be read")
    }
    let found = names.filter { RecordedConversation.isOne($0) }.sorted()
    guard !found.isEmpty else {
      throw Failure(.noInput, "the folder holds no .ndjson file with a conversation")
    }
    return found.map { path.hasSuffix("/") ? path + $0 : path + "/" + $0 }
  }

  /// The bytes of a file.
  static func contents(_ path: String) throws -> [UInt8] {
    guard let bytes = WholeFile.contents(path) else {
      throw Failure(.noInput, "the file cannot be read")
    }
    return bytes
  }

  /// The bytes of a file; nil if there is none.
  static func contentsIfPresent(_ path: String) throws -> [UInt8]? {
    FileManager.default.fileExists(atPath: path) ? try contents(path) : nil
  }
}
