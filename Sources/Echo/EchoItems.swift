/// The output items of an answer.
struct EchoItems {
  private let request: EchoRequest
  private let text: String
  /// The JSON of each item.
  private(set) var list: [String] = []
  /// The text of the message, and the name of its item.
  private(set) var messageText = ""
  private(set) var messageID = ""
  /// What the client must send before the model can go on, as a stub; nil if nothing.
  private(set) var requiredInput: String?
  private(set) var textBytes = 0
  private(set) var reasoningBytes = 0

  init(request: EchoRequest, text: String) {
    self.request = request
    self.text = text
  }

  /// Adds all that the trigger words ask for.
  mutating func add(_ ending: EchoAnswer.Ending, random: inout EchoRandom) {
    let triggers = request.triggers
    if triggers.contains(.reason) { addReasoning(&random) }
    if triggers.contains(.search) { addSearch(&random) }
    if triggers.contains(.mcp) { addRemoteCall(&random) }
    if triggers.contains(.code) { addCode(&random) }
    textBytes += text.utf8.count
    let pausesText = !triggers.isDisjoint(with: [.close, .endless, .wait])
    if pausesText || ending.isCut {
      addMessage(ending, &random)
    } else if triggers.contains(.refuse) {
      addRefusal(&random)
    } else if triggers.contains(.tool) {
      addFunctionCall(&random)
    } else if triggers.contains(.customTool) {
      addCustomCall(&random)
    } else {
      addMessage(ending, &random)
    }
  }

  private mutating func addMessage(
    _ ending: EchoAnswer.Ending, _ random: inout EchoRandom
  ) {
    messageText = ending.isCut ? Self.half(text) : text
    let annotations = request.triggers.contains(.annotate) ? citation(messageText) : ""
    addMessage(
      "{\"type\":\"output_text\",\"annotations\":[\(annotations)],\"logprobs\":[],"
        + "\"text\":\(quoted(messageText))}",
      status: ending.isCut ? "incomplete" : "completed", &random)
  }

  private mutating func addRefusal(_ random: inout EchoRandom) {
    addMessage(
      "{\"type\":\"refusal\",\"refusal\":\(quoted(text))}", status: "completed", &random)
  }

  private mutating func addMessage(
    _ part: String, status: String, _ random: inout EchoRandom
  ) {
    messageID = random.id("msg")
    list.append(
      "{\"id\":\(quoted(messageID)),\"type\":\"message\",\"status\":\"\(status)\","
        + "\"content\":[\(part)],\"role\":\"assistant\"}")
  }

  private mutating func addReasoning(_ random: inout EchoRandom) {
    reasoningBytes += 2 * text.utf8.count
    list.append(
      "{\"id\":\"\(random.id("rs"))\",\"type\":\"reasoning\","
        + "\"summary\":[{\"type\":\"summary_text\",\"text\":\(quoted("**Asked:** \(text)"))}],"
        + "\"content\":[{\"type\":\"reasoning_text\",\"text\":\(quoted("Asked was: \(text)"))}]}")
  }

  private mutating func addFunctionCall(_ random: inout EchoRandom) {
    let arguments = request.tools.functionArguments(text)
    let call = random.id("call", digits: 24)
    let name = quoted(request.tools.functionName)
    requiredInput =
      "{\"type\":\"function_call_output\",\"call_id\":\"\(call)\",\"name\":\(name)}"
    list.append(
      "{\"id\":\"\(random.id("fc"))\",\"type\":\"function_call\",\"status\":\"completed\","
        + "\"arguments\":\(quoted(arguments)),\"call_id\":\"\(call)\",\"name\":\(name)}")
  }

  private mutating func addCustomCall(_ random: inout EchoRandom) {
    let call = random.id("call", digits: 24)
    requiredInput = "{\"type\":\"custom_tool_call_output\",\"call_id\":\"\(call)\"}"
    list.append(
      "{\"id\":\"\(random.id("ctc"))\",\"type\":\"custom_tool_call\",\"status\":\"completed\","
        + "\"call_id\":\"\(call)\",\"input\":\(quoted(text)),"
        + "\"name\":\(quoted(request.tools.customName))}")
  }

  private mutating func addSearch(_ random: inout EchoRandom) {
    list.append(
      "{\"id\":\"\(random.id("ws"))\",\"type\":\"web_search_call\",\"status\":\"completed\","
        + "\"action\":{\"type\":\"search\",\"query\":\(quoted(text)),"
        + "\"queries\":[\(quoted(text))]}}")
  }

  private mutating func addRemoteCall(_ random: inout EchoRandom) {
    let arguments = "{\"text\": \(quoted(text))}"
    list.append(
      "{\"id\":\"\(random.id("mcp"))\",\"type\":\"mcp_call\",\"status\":\"completed\","
        + "\"approval_request_id\":null,\"arguments\":\(quoted(arguments)),\"error\":null,"
        + "\"name\":\"echo\",\"output\":\(quoted(text)),"
        + "\"server_label\":\(quoted(request.tools.serverLabel))}")
  }

  private mutating func addCode(_ random: inout EchoRandom) {
    let code = "print(\(quoted(text)))"
    list.append(
      "{\"id\":\"\(random.id("ci"))\",\"type\":\"code_interpreter_call\","
        + "\"status\":\"completed\",\"code\":\(quoted(code)),"
        + "\"container_id\":\"\(random.id("cntr"))\","
        + "\"outputs\":[{\"type\":\"logs\",\"logs\":\(quoted(text + "\n"))}]}")
  }

  /// Cites a page for the last word. Offsets count code points.
  private func citation(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let start = scalars.lastIndex { $0 == " " || $0 == "\n" }.map(scalars.index(after:))
    let word = String(scalars[(start ?? scalars.startIndex)...])
    let end = scalars.count
    return "{\"type\":\"url_citation\",\"end_index\":\(end),"
      + "\"start_index\":\(end - word.unicodeScalars.count),\"title\":\(quoted(word)),"
      + "\"url\":\"https://example.com/echo\"}"
  }

  /// The first half of a text, cut between code points.
  private static func half(_ text: String) -> String {
    let scalars = text.unicodeScalars
    return String(String.UnicodeScalarView(scalars.prefix((scalars.count + 1) / 2)))
  }
}
