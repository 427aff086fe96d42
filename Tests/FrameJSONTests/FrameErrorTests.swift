import FrameJSON
import Testing

@Suite struct FrameErrorTests {
  @Test func `the names of the rules are those that clients are told`() {
    #expect(
      FrameError.Rule.allCases.map(\.rawValue) == [
        "malformed_json", "invalid_utf8", "not_an_object", "too_deep", "frame_too_large",
        "too_many_values", "duplicate_key",
      ])
  }

  @Test func `an error prints its rule and offset and nothing of the frame`() throws {
    let error = try #require(refusal(Array(#"{"name": Jane}"#.utf8)))
    #expect(!String(reflecting: error).contains("Jane"))
    #expect(String(reflecting: error).contains("9"))
  }
}
