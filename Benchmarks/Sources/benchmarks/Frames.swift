/// Frames as clients and backends of the Responses API send them; all data in them is made up.
enum Frames {
  static let model = "gpt-5.1"
  private static let itemID = "msg_68a4f2c91d0c8193a7be52f04d8c3e7a0f6d5b1c2e9a4837"

  // MARK: From the client

  /// A turn of a chat: instructions, one tool and a message.
  static func turn(holdsData: Bool) -> [UInt8] {
    let message =
      holdsData
      ? "Please move Maria's appointment to Thursday and tell her at "
        + "maria.keller@fabrikam.org or +49 30 901820 that the room has changed as well."
      : "Please move the appointment to Thursday and tell everybody who was invited "
        + "before noon that the room has changed as well, with the new floor plan."
    return Array(
      """
      {"type":"response.create","model":"\(model)","store":false,"instructions":"You are the \
      assistant of a dental practice. Answer briefly, in the language of the question, and use the \
      tools for everything that changes the calendar.","input":[{"type":"message","role":"user",\
      "content":[{"type":"input_text","text":"\(message)"}]}],"tools":[{"type":"function","name":\
      "move_appointment","description":"Moves an appointment to another day","strict":true,\
      "parameters":{"type":"object","properties":{"person":{"type":"string","description":"Who is \
      treated"},"day":{"type":"string","enum":["Monday","Tuesday","Wednesday","Thursday"]}},\
      "required":["person","day"],"additionalProperties":false}}],"parallel_tool_calls":false,\
      "reasoning":{"effort":"low"}}
      """.utf8)
  }

  /// A message and nothing else.
  static func message(_ text: String) -> [UInt8] {
    Array(
      """
      {"type":"response.create","model":"\(model)","input":[{"type":"message","role":"user",\
      "content":[{"type":"input_text","text":"\(text)"}]}]}
      """.utf8)
  }

  // MARK: From the backend

  /// A piece of text in which no token starts.
  static func plainDelta(_ number: Int) -> [UInt8] {
    let texts = [
      " appointment is on Thursday now, and", " the room on the second floor",
      " is free until noon", ", so both of them", " find the new floor plan attached.\\n\\n",
      "The other one",
    ]
    return delta(texts[number % texts.count], number: number)
  }

  /// A piece of text that holds a whole token.
  static func delta(with token: String) -> [UInt8] { delta(" to \(token),", number: 7) }

  /// Two pieces of text with one token that begins in the first.
  static func deltas(cutting token: String) -> [[UInt8]] {
    let middle = token.index(token.startIndex, offsetBy: token.count / 2)
    return [
      delta(" to \(token[..<middle])", number: 7), delta("\(token[middle...]),", number: 8),
    ]
  }

  private static func delta(_ text: String, number: Int) -> [UInt8] {
    // The API pads its deltas so that their length says less about the text.
    let padding = "Zk3vQ9xT1mW7bL5rYt8nKc2hUd6sJf4gPw0e".prefix(max(1, 52 - text.count))
    return Array(
      """
      {"type":"response.output_text.delta","sequence_number":\(100 + number),"item_id":\
      "\(itemID)","output_index":0,"content_index":0,"delta":"\(text)","logprobs":[],\
      "obfuscation":"\(padding)"}
      """.utf8)
  }

  /// The last event of a response, with each token in its text.
  static func completed(_ tokens: [String]) -> [UInt8] {
    let paragraph =
      "The appointment is on Thursday now, and the room on the second floor is free all morning. "
    let text =
      tokens.map { paragraph + "I have written to \($0) about it.\\n\\n" }.joined()
      + String(repeating: paragraph, count: 9)
    return Array(
      """
      {"type":"response.completed","sequence_number":412,"response":{"id":\
      "resp_68a4f2c8a2bc8193b5a7e0d41f6c9d2b0f6d5b1c2e9a4837","object":"response","created_at":\
      1764000000,"status":"completed","background":false,"error":null,"incomplete_details":null,\
      "instructions":"You are the assistant of a dental practice. Answer briefly, in the language \
      of the question, and use the tools for everything that changes the calendar.",\
      "max_output_tokens":null,"max_tool_calls":null,"model":"\(model)","output":[{"id":\
      "rs_68a4f2c90f7c8193","type":"reasoning","summary":[]},{"id":"\(itemID)","type":"message",\
      "status":"completed","role":"assistant","content":[{"type":"output_text","annotations":[],\
      "logprobs":[],"text":"\(text)"}]}],"parallel_tool_calls":false,"previous_response_id":null,\
      "prompt_cache_key":null,"reasoning":{"effort":"low","summary":null},"safety_identifier":null,\
      "service_tier":"default","store":false,"temperature":1.0,"text":{"format":{"type":"text"},\
      "verbosity":"medium"},"tool_choice":"auto","tools":[{"type":"function","name":\
      "move_appointment","description":"Moves an appointment to another day","strict":true,\
      "parameters":{"type":"object","properties":{"person":{"type":"string","description":"Who is \
      treated"},"day":{"type":"string","enum":["Monday","Tuesday","Wednesday","Thursday"]}},\
      "required":["person","day"],"additionalProperties":false}}],"top_logprobs":0,"top_p":1.0,\
      "truncation":"disabled","usage":{"input_tokens":318,"input_tokens_details":{"cached_tokens":\
      0},"output_tokens":212,"output_tokens_details":{"reasoning_tokens":64},"total_tokens":530},\
      "user":null,"metadata":{}}}
      """.utf8)
  }
}
