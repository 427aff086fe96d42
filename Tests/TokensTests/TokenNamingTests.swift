import Testing
import Tokens

/// The expected names were computed from the description of the naming, by other code.
@Suite struct TokenNamingTests {
  struct Vector: Sendable {
    var scope: String
    var entity: String
    var exact: String
    var normalized: String
    var name: String
    var longName: String
  }

  static let vectors = [
    Vector(
      scope: "default", entity: "EMAIL_ADDRESS", exact: "jane@acme.example",
      normalized: "jane@acme.example", name: "EMAIL_ADDRESS_K31E7JMJ",
      longName: "EMAIL_ADDRESS_EEEEX0FYXCABQ"),
    Vector(
      scope: "default", entity: "EMAIL_ADDRESS", exact: "Jane@ACME.example",
      normalized: "jane@acme.example", name: "EMAIL_ADDRESS_K31E7JMJK9",
      longName: "EMAIL_ADDRESS_K97PVN30D8DCW"),
    Vector(
      scope: "default", entity: "CREDIT_CARD", exact: "4111-1111-1111-1111",
      normalized: "4111111111111111", name: "CREDIT_CARD_D3BW6T1NHR",
      longName: "CREDIT_CARD_HR0W496DHYNQX"),
    Vector(
      scope: "default", entity: "CREDIT_CARD", exact: "4111111111111111",
      normalized: "4111111111111111", name: "CREDIT_CARD_D3BW6T1N",
      longName: "CREDIT_CARD_W36R2XSXH5B04"),
    Vector(
      scope: "default", entity: "PHONE_NUMBER", exact: "+1 (415) 482-1367",
      normalized: "14154821367", name: "PHONE_NUMBER_6H9ZKJ4WGX",
      longName: "PHONE_NUMBER_GXKAW2RJR61MV"),
    Vector(
      scope: "tenant-7", entity: "EMAIL_ADDRESS", exact: "jane@acme.example",
      normalized: "jane@acme.example", name: "EMAIL_ADDRESS_0S164ZGW",
      longName: "EMAIL_ADDRESS_4XDQ6CRZ0Q31G"),
    Vector(
      scope: "default", entity: "PERSON", exact: "用户@例子.公司", normalized: "用户@例子.公司",
      name: "PERSON_YJZC2YRW", longName: "PERSON_N6TGWABDRV20Z"),
    Vector(
      scope: "default", entity: "PERSON", exact: "\u{1F642} e\u{301}",
      normalized: "\u{1F642} e\u{301}", name: "PERSON_BV98ZP0X",
      longName: "PERSON_QKWWAYGQ66JV3"),
    Vector(
      scope: "", entity: "US_SSN", exact: "260-72-6047", normalized: "260726047",
      name: "US_SSN_QQMTZV1VYV", longName: "US_SSN_YVJ0B4M850QB7"),
    Vector(
      scope: "default", entity: "PASSWORD", exact: "", normalized: "",
      name: "PASSWORD_JDX4RWN2", longName: "PASSWORD_W6RV584D2VYHF"),
  ]

  @Test(arguments: vectors)
  func `a value has the name that its description gives it`(vector: Vector) throws {
    let naming = TokenNaming(key: try TestKey.key, scope: Array(vector.scope.utf8))
    let exact = Array(vector.exact.utf8)
    let name = naming.name(
      entity: vector.entity, exact: exact, normalized: Array(vector.normalized.utf8))
    #expect(String(decoding: name.bytes, as: UTF8.self) == vector.name)
    #expect(String(decoding: name.token, as: UTF8.self) == "<\(vector.name)>")
    let longName = naming.longName(entity: vector.entity, exact: exact)
    #expect(String(decoding: longName.bytes, as: UTF8.self) == vector.longName)
  }

  @Test func `two spellings of a value share the first eight characters`() throws {
    let naming = TokenNaming(key: try TestKey.key, scope: [])
    let normalized = Array("260726047".utf8)
    let plain = naming.name(entity: "US_SSN", exact: normalized, normalized: normalized).bytes
    let dashes = naming.name(
      entity: "US_SSN", exact: Array("260-72-6047".utf8), normalized: normalized
    ).bytes
    let spaces = naming.name(
      entity: "US_SSN", exact: Array("260 72 6047".utf8), normalized: normalized
    ).bytes
    #expect(plain.count == "US_SSN_".count + 8)
    #expect(dashes.count == "US_SSN_".count + 10)
    #expect(dashes.starts(with: plain))
    #expect(spaces.starts(with: plain))
    #expect(dashes != spaces)
  }

  @Test func `another key, scope or entity gives another name`() throws {
    let value = Array("jane@acme.example".utf8)
    func name(_ key: TokenKey, _ scope: String, _ entity: String) -> ArraySlice<UInt8> {
      TokenNaming(key: key, scope: Array(scope.utf8))
        .name(entity: entity, exact: value, normalized: value).bytes.suffix(8)
    }
    let names = [
      name(try TestKey.key, "a", "EMAIL"), name(.random(), "a", "EMAIL"),
      name(try TestKey.key, "b", "EMAIL"), name(try TestKey.key, "a", "MAIL"),
    ]
    #expect(Set(names).count == 4)
  }

  @Test func `a border between scope, entity and value cannot be moved`() throws {
    let key = try TestKey.key
    func name(_ scope: String, _ entity: String, _ value: String) -> ArraySlice<UInt8> {
      TokenNaming(key: key, scope: Array(scope.utf8))
        .name(entity: entity, exact: Array(value.utf8), normalized: Array(value.utf8))
        .bytes.suffix(8)
    }
    #expect(name("ab", "CD", "ef") != name("a", "BCD", "ef"))
    #expect(name("ab", "CD", "ef") != name("ab", "C", "Def"))
  }
}
