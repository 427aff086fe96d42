internal import Crypto
internal import Foundation
internal import FrameJSON
internal import NIOHTTP1
internal import Tokens

/// Whose the values of a connection are: no token of one principal restores for another.
public enum PrincipalSource: Sendable, Equatable {
  /// Of whoever has the client's credential.
  case credential
  /// Of whom a header names, which the platform before this process must set.
  case header(String)
  /// Of whom a claim of the bearer names, a JSON web token that the backend verifies.
  case claim(String)
  /// Of the same one for all connections.
  case fixed

  /// The principal of `--principal`; nil if the text is none.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    switch (parts[0], parts.count > 1 ? String(parts[1]) : nil) {
    case ("credential", nil): self = .credential
    case ("fixed", nil): self = .fixed
    case ("header", let name?) where !name.isEmpty: self = .header(name)
    case ("claim", let name?) where !name.isEmpty: self = .claim(name)
    default: return nil
    }
  }

  /// The headers in which clients of such APIs show their credential, the usual one first.
  private static let credentialHeaders = ["authorization", "api-key", "x-api-key"]

  /// The principal of a client by the headers of its upgrade: a keyed hash in hexadecimal, so that
  /// no credential is kept. Nil if they name none.
  func principal(_ headers: HTTPHeaders, key: TokenKey) -> [UInt8]? {
    let named: (kind: String, value: String)? =
      switch self {
      case .fixed: ("fixed", "")
      case .credential:
        Self.credentialHeaders.lazy.compactMap { name in
          headers.first(name: name).map { ("credential", $0) }
        }.first
      case .header(let name): headers.first(name: name).map { ("header", $0) }
      case .claim(let name): Self.claim(name, of: headers).map { ("claim", $0) }
      }
    guard let named, self == .fixed || !named.value.isEmpty else { return nil }
    return key.principal(named.value, by: named.kind)
  }

  private static func claim(_ name: String, of headers: HTTPHeaders) -> String? {
    guard let header = headers.first(name: "authorization"),
      header.lowercased().hasPrefix("bearer ")
    else { return nil }
    let parts = header.dropFirst("bearer ".count).split(
      separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    // RFC 7515, section 2: base64url without padding.
    var payload = parts[1].replacing("-", with: "+").replacing("_", with: "/")
    payload += String(repeating: "=", count: (4 - payload.count % 4) % 4)
    guard let data = Data(base64Encoded: String(payload)) else { return nil }
    let bytes = Array(data)
    var tape = FrameTape()
    do throws(FrameError) {
      try tape.scanObject(bytes.span, limits: FrameLimits())
    } catch {
      return nil
    }
    guard let member = tape.member(MemberName(bytes: Array(name.utf8)), of: 0, in: bytes.span)
    else { return nil }
    let value = tape.values[member]
    switch value.kind {
    case .string, .number:
      return String(
        decoding: JSONString.decoded(bytes.span.extracting(value.range)), as: UTF8.self)
    default: return nil
    }
  }
}
