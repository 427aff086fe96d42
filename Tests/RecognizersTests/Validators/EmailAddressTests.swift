import Testing

@testable import Recognizers

@Suite("E-mail addresses")
struct EmailAddressTests {
  @Test(
    "Addresses of all scripts pass",
    arguments: [
      "jane@acme.example",
      "j.doe+x@mail.acme.co.uk",
      "JANE@ACME.PHOTOGRAPHY",
      "jörg@müller.example",
      "用户@例子.公司",
      "пример@почта.рф",
      "bob@xn--mller-kva.example",
      "jane@163.com",
      "a@b.co",
      "jane+2f1c8a9be0d74c1f9a5d6e7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d@b.com",
    ])
  func addressesOfAllScriptsPass(_ text: String) throws {
    #expect(try verdict("email_address", text) == .plausible)
  }

  @Test(
    "Things with the shape of an address do not",
    arguments: [
      "icon@2x.png",
      "icon@2x.foo",
      "pkg@1.2.beta",
      "getty@tty1.service",
      "a@b.js",
      "q@k.transpose",
      "user@localhost",
      "a@-b.com",
      "a@b-.com",
      "a@b..com",
      ".a@b.com",
      "a..b@c.com",
      "a@b.zz",
      "a@b.c1",
    ])
  func thingsWithTheShapeOfAnAddressDoNot(_ text: String) throws {
    #expect(try verdict("email_address", text) == .invalid)
  }

  @Test(
    "Over-long parts do not",
    arguments: [
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.com",
      "a@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.com",
      "a@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.com",
    ])
  func overLongPartsDoNot(_ text: String) throws {
    #expect(try verdict("email_address", text) == .invalid)
  }
}
