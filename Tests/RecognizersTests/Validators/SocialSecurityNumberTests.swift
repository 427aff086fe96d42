import Testing

@testable import Recognizers

@Suite("Social security numbers")
struct SocialSecurityNumberTests {
  @Test(
    "Assignable numbers pass",
    arguments: [
      "331-31-0217",
      "145 30 2516",
      "551611916",
      "899-99-9999",
    ])
  func assignableNumbersPass(_ text: String) throws {
    #expect(try verdict("us_ssn", text) == .plausible)
  }

  @Test(
    "Areas, groups and serials that are never assigned do not",
    arguments: [
      "000-12-3456",
      "666-12-3456",
      "900-12-3456",
      "123-00-4567",
      "123-45-0000",
      "078-05-1120",
      "111-11-1111",
      "12-34-5678",
      "1234-56-78901",
    ])
  func areasGroupsAndSerialsThatAreNeverAssignedDoNot(_ text: String) throws {
    #expect(try verdict("us_ssn", text) == .invalid)
  }
}
