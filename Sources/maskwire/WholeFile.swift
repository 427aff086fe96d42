import Foundation

/// Files that are read and written as a whole.
enum WholeFile {
  /// The bytes of a file or of a pipe, up to its end; nil if it cannot be read.
  static func contents(_ path: String) -> [UInt8]? {
    guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? handle.close() }
    do {
      // An empty file has no data.
      return try handle.readToEnd().map { Array($0) } ?? []
    } catch {
      return nil
    }
  }

  /// How many bytes a file has; 0 for what is no file, such as a pipe.
  static func size(_ path: String) -> Int {
    guard kind(of: path) == .typeRegular else { return 0 }
    let attributes = try? FileManager.default.attributesOfItem(atPath: resolved(path))
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }

  /// Whether it is a file that others may stand beside: no pipe, and no standard input.
  static func isRegular(_ path: String) -> Bool {
    kind(of: path) == .typeRegular && !path.hasPrefix("/dev/") && !path.hasPrefix("/proc/")
  }

  /// The path without symbolic links.
  static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  private static func kind(of path: String) -> FileAttributeType? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: resolved(path))
    return attributes?[.type] as? FileAttributeType
  }

  /// Writes a file.
  static func write(_ bytes: [UInt8], to path: String) throws {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Failure(.unavailable, "\(path): the file cannot be written")
    }
  }
}
