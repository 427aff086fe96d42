import NIOHTTP1
import Testing
import Tokens

@testable import Gateway

/// What is read of the request that opens a WebSocket.
@Suite struct UpgradeTests {
  @Test(arguments: [
    ("", nil), ("a=1", nil), ("model=a", "a"), ("x=1&model=a&y", "a"), ("mod%65l=a%2Fb", "a/b"),
    ("model=a+b", "a b"), ("model=a&model=a", "a"), ("Model=a", nil), ("models=a", nil),
    ("mod%zzel=a", nil), ("model=%zz", "%zz"), ("model=a=b", "a=b"), ("mod%+5l=a", nil),
  ])
  func models(query: String, model: String?) throws {
    #expect(try UpgradeQuery.model(in: query) == model)
  }

  @Test(arguments: [
    "model", "model=", "model=+", "model=%09", "model=a&model=b", "model=a&mod%65l=",
    "model=%ff", "model=%C3%A9&model=e%CC%81",
  ])
  func unclearModels(query: String) {
    #expect { try UpgradeQuery.model(in: query) } throws: {
      ($0 as? HTTPAnswer)?.status == .badRequest
    }
  }

  @Test(arguments: [
    (nil, "model=a%20%2F%C3%A9~"), ("", "model=a%20%2F%C3%A9~"), ("x", "x&model=a%20%2F%C3%A9~"),
    ("x&", "x&model=a%20%2F%C3%A9~"),
  ])
  func appending(query: String?, expected: String) {
    #expect(UpgradeQuery.appending(model: "a /é~", to: query) == expected)
  }

  @Test(
    arguments: [
      (nil, [], [], nil), (nil, ["a"], ["a"], "model=a"), ("x", ["a", "b"], ["a", "b"], "x"),
      ("model=c", [], ["c"], "model=c"), ("model=b", ["a", "b"], ["b"], "model=b"),
    ] as [(String?, [String], [String], String?)])
  func connectionModels(
    query: String?, served: [String], allowed: [String], passed: String?
  ) throws {
    let models = try ConnectionModels(query: query, served: served)
    #expect(models.allowed == allowed)
    #expect(models.query == passed)
  }

  @Test func aModelThatIsNotServed() {
    #expect { try ConnectionModels(query: "model=c", served: ["a"]) } throws: {
      ($0 as? HTTPAnswer)?.status == .forbidden
    }
    #expect { try ConnectionModels(query: "model=e%CC%81", served: ["\u{E9}"]) } throws: {
      ($0 as? HTTPAnswer)?.status == .forbidden
    }
  }

  @Test func headersThatPass() {
    let headers = HTTPHeaders([
      ("Host", "h"), ("Connection", "Upgrade, X-Hop"), ("connection", "x-other"), ("X-Hop", "1"),
      ("X-Other", "1"), ("Upgrade", "websocket"), ("Sec-WebSocket-Key", "k"), ("TE", "trailers"),
      ("sec-websocket-anything", "1"), ("Content-Length", "0"), ("Transfer-Encoding", "chunked"),
      ("Proxy-Authorization", "p"), ("Authorization", "a"), ("X-Two", "1"), ("X-Two", "2"),
    ])
    let passing = HeaderPolicy.passing(headers).map { "\($0.name)=\($0.value)" }
    #expect(passing == ["Authorization=a", "X-Two=1", "X-Two=2"])
  }

  @Test(
    arguments: [
      ("credential", .credential), ("fixed", .fixed), ("header:X-User", .header("X-User")),
      ("claim:sub", .claim("sub")), ("claim:https://x/y", .claim("https://x/y")), ("", nil),
      ("header", nil), ("header:", nil), ("claim:", nil), ("fixed:1", nil), ("Credential", nil),
    ] as [(String, PrincipalSource?)])
  func principalSources(text: String, source: PrincipalSource?) {
    #expect(PrincipalSource(text) == source)
  }

  /// Headers that name the same one, headers that name another, headers that name no one.
  @Test(
    arguments: [
      (.credential, ["Authorization": "k"], ["Authorization": "l"], ["X": "k"]),
      (.credential, ["api-key": "k"], ["Api-Key": "l"], ["Authorization": ""]),
      (.header("X-User"), ["x-user": "k"], ["X-User": "l"], ["Authorization": "k"]),
      (
        .claim("sub"), ["Authorization": bearer(#"{"sub":"k"}"#)],
        ["Authorization": bearer(#"{"sub":"l"}"#)], ["Authorization": "Bearer a.b"]
      ),
      (
        .claim("sub"), ["authorization": bearer(#"{"a":1,"sub":7}"#)],
        ["Authorization": bearer(#"{"sub":"8"}"#)], ["Authorization": bearer(#"{"sub":null}"#)]
      ),
    ] as [(PrincipalSource, HTTPHeaders, HTTPHeaders, HTTPHeaders)])
  func principals(
    source: PrincipalSource, one: HTTPHeaders, other: HTTPHeaders, none: HTTPHeaders
  ) throws {
    let key = TokenKey.random()
    let principal = try #require(source.principal(one, key: key))
    #expect(source.principal(one, key: key) == principal)
    #expect(source.principal(other, key: key) != principal)
    #expect(source.principal(none, key: key) == nil)
    #expect(source.principal(one, key: TokenKey.random()) != principal)
  }

  private static func bearer(_ claims: String) -> String {
    var payload = ""
    // Base64url by hand, without padding: RFC 4648, section 5.
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    var bits = 0
    var count = 0
    for byte in claims.utf8 {
      bits = bits << 8 | Int(byte)
      count += 8
      while count >= 6 {
        count -= 6
        payload.append(alphabet[bits >> count & 63])
      }
      bits &= 255
    }
    if count > 0 { payload.append(alphabet[bits << (6 - count) & 63]) }
    return "Bearer e30.\(payload).s"
  }
}
