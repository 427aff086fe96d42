import Foundation
import Tokens

/// Where the key that names tokens comes from.
enum KeySource {
  static let variable = "MASKWIRE_KEY"

  /// The key of a file, else of the environment, else a random one, of which a line tells.
  static func load(file: String?) throws -> TokenKey {
    if let key = try given(file: file) { return key }
    StandardError.write(
      "maskwire: no \(variable) and no --key-file: tokens are named with a random key and do not "
        + "outlive this process\n")
    return .random()
  }

  /// The key of the tests and of recorded conversations. It is no secret.
  static let documented = "maskwire-documented-test-key-not-secret"

  /// The key of a file, else of the environment; nil if there is none.
  static func given(file: String?) throws -> TokenKey? {
    if let file {
      guard let bytes = WholeFile.contents(file) else {
        throw Failure(.noInput, "the key file \(file) cannot be read")
      }
      return try key(trimmed(bytes), from: "the key file \(file)")
    }
    if let text = ProcessInfo.processInfo.environment[variable] {
      return try key(Array(text.utf8), from: "the key in \(variable)")
    }
    return nil
  }

  /// The key of a file, else of the environment, else the documented one of the tests.
  static func loadOrDocumented(file: String?) throws -> TokenKey {
    try given(file: file) ?? key(Array(documented.utf8), from: "the documented key")
  }

  private static func key(_ bytes: [UInt8], from place: String) throws -> TokenKey {
    do throws(TokenKey.TooShort) {
      return try TokenKey(bytes: bytes)
    } catch {
      throw Failure(
        .configuration,
        "\(place) is \(bytes.count) bytes long, and \(TokenKey.leastBytes) are needed: "
          + "make one with `openssl rand -hex 32`")
    }
  }

  /// The line end that editors put at the end of a file is not part of the key.
  private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    if bytes.last == 0x0A { bytes.removeLast() }
    if bytes.last == 0x0D { bytes.removeLast() }
    return bytes
  }
}
