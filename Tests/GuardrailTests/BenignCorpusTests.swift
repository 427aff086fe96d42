import Guardrail
import Recognizers
import TestSupport
import Testing

/// Large harmless outputs of tools pass as they are.
@Suite struct BenignCorpusTests {
  @Test(arguments: BenignCorpus.all.map(\.name))
  func `a mebibyte of it passes unchanged`(name: String) throws {
    let text = try #require(BenignCorpus.all.first { $0.name == name })
    var talk = try Talk()
    let output = JSONTree.string(String(decoding: text.bytes, as: UTF8.self)).text
    let frame = """
      {"type":"response.create","input":[{"type":"function_call_output","call_id":"c",\
      "output":\(output)}]}
      """
    #expect(talk.receive(client: Array(frame.utf8)) == .forward)
  }
}
