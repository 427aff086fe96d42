import Testing

@testable import Verification

@Suite struct ValueSearchTests {
  private func found(
    _ value: String, in text: String, entity: String = "CODE", asItReads: Bool = true
  ) -> Bool {
    var search = ValueSearch(numbers: ["US_SSN"])
    search.add(ValueSearch.Value(entity: entity, bytes: Array(value.utf8)))
    return !search.found(in: Array(text.utf8), asTheyRead: asItReads).isEmpty
  }

  @Test func `a number is searched for as it reads`() throws {
    let result = try Judge.check(
      [
        Judge.create("call +1 312 867 4471"),
        Judge.client("{\"type\":\"response.create\",\"metadata\":{\"n\":13128674471}}"),
      ], Judge.guardrail())
    #expect(result.backend.values == ["PHONE_NUMBER": ["metadata.*": 1]])
  }

  @Test func `a short value stands as a word of its own`() {
    #expect(found("b@x", in: "to b@x, now"))
    #expect(found("b@x", in: "b@x"))
    #expect(!found("b@x", in: "bob@xy"))
    #expect(!found("b@x", in: "éb@x"))
    #expect(!found("b@x", in: "B @ X"))
  }

  @Test func `a longer value is found as it is, and as it reads if that is asked for`() {
    #expect(found("jane@x.org", in: "(jane@x.org)", asItReads: false))
    #expect(!found("jane@x.org", in: "JANE at x dot org", asItReads: false))
    #expect(!found("jane@x.org", in: "Jane @ x.org", asItReads: false))
    #expect(found("jane@x.org", in: "Jane @ x.org"))
    #expect(found("jane@x.org", in: "jane&#64;x%2eorg"))
  }

  @Test func `digits are found in no longer number`() {
    #expect(found("536-90-4399", in: "536 90 4399", entity: "US_SSN"))
    #expect(found("536-90-4399", in: "no. 536904399.", entity: "US_SSN"))
    #expect(!found("536-90-4399", in: "999536904399111", entity: "US_SSN"))
    #expect(!found("536904399", in: "9536904399", entity: "US_SSN", asItReads: false))
    #expect(!found("T-204816", in: "T 2048169"))
    #expect(found("T-204816", in: "T 204816 9"))
  }

  @Test func `the groups of digits of a value that is no number must be there`() {
    #expect(found("10.11.12.13", in: "10 11 12 13", entity: "IP_ADDRESS"))
    #expect(!found("10.11.12.13", in: "10111213", entity: "IP_ADDRESS"))
    #expect(!found("10.11.12.13", in: "101 11 21 3", entity: "IP_ADDRESS"))
  }
}
