import Testing

/// Events of odd shapes.
@Suite struct EventRestorerTests {
  @Test(arguments: [
    "[{\"token\":\"{M}\"}]", "[\"{M}\"]", "[{\"top_logprobs\":[{\"token\":\"{M}\"}]}]",
  ]) func `log probabilities of a delta that nobody knows go with its token`(list: String) throws {
    var talk = try Talk()
    let token = String(try talk.masked("jane@contoso.net"))
    let event = "{\"type\":\"response.a.delta\",\"delta\":\"{M}\",\"logprobs\":\(list)}"
    #expect(
      talk.answer(event.replacing("{M}", with: token))
        == ["{\"type\":\"response.a.delta\",\"delta\":\"jane@contoso.net\",\"logprobs\":[]}"])
  }

  @Test func `the end of a streamed patch is restored as its deltas are`() throws {
    var talk = try Talk()
    let token = String(try talk.masked("jane@contoso.net"))
    _ = talk.answer(
      """
      {"type":"response.output_item.added","item":{"type":"custom_tool_call","id":"ct_1",\
      "name":"apply_patch","input":""}}
      """)
    let done = """
      {"type":"response.custom_tool_call_input.done","item_id":"ct_1",\
      "input":"+https://ok.example/{M}"}
      """
    #expect(
      talk.answer(done.replacing("{M}", with: token))
        == [done.replacing("{M}", with: "jane@contoso.net")])
  }

  @Test func `a backslash before a token of JSON source stays before its value`() throws {
    var talk = try Talk()
    let token = String(try talk.masked("jane@contoso.net"))
    let source = "{\"p\":\"C:\\\\Users\\\\{M}\",\"q\":\"\\\\u003c{M}\"}"
    let said = JSONTree.string(source.replacing("{M}", with: token)).text
    let got = talk.answer(
      "{\"type\":\"response.function_call_arguments.done\",\"arguments\":\(said)}")
    let arguments = try JSONTree(got[got.count - 1]).string("arguments")
    #expect(arguments == source.replacing("{M}", with: "jane@contoso.net"))
  }
}
