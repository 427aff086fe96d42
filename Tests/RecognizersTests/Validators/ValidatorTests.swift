import Recognizers
import Testing

@Suite("The list of validators")
struct ValidatorTests {
  @Test("Names are unique and in order")
  func namesAreUniqueAndInOrder() {
    let names = Validator.all.map(\.name)
    #expect(names == Set(names).sorted())
  }

  @Test("An unknown name has no validator")
  func unknownNameHasNoValidator() {
    #expect(Validator.named("no_such_validator") == nil)
  }

  @Test(
    "No validator trips over an odd candidate", arguments: ["@", "+", "00", "::", "é"])
  func oddCandidatesAreNotValid(_ text: String) throws {
    for validator in Validator.all {
      #expect(try verdict(validator.name, text) != .valid)
    }
  }

  @Test("An empty candidate is invalid to every validator")
  func emptyCandidateIsInvalid() throws {
    for validator in Validator.all {
      #expect(try verdict(validator.name, "") == .invalid)
    }
  }
}
