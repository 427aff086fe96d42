import Foundation

/// Numbers from a seed, for tests.
struct Lottery: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0xD134_2543_DE82_EF95 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  /// The inside of a JSON string: words, escapes and characters of one to four bytes.
  mutating func string() -> String {
    let pieces = [
      "amber ", "\\n", "\\\"", "\\\\", "\\u00e9", "é", "e\u{301}", "雪", "\u{1F642}",
      "\\ud83d\\ude42", "\\ud83d", "\\/", "<b>", "{}", "\u{1F469}\u{200D}\u{1F52C}",
    ]
    return (0..<below(12)).map { _ in pieces[below(pieces.count)] }.joined()
  }
}

/// Finished responses as JSON.
enum FinishedResponse {
  static func json(_ items: [String], status: String = "completed") -> String {
    #"{"id":"resp_1", "object":"response","created_at":1764000000,"completed_at":1764000001,"#
      + #""status":"\#(status)","error":null,"incomplete_details":null,"model":"m","#
      + #""big":12345678901234567890.10,"output":[\#(items.joined(separator: " , "))],"#
      + #""parallel_tool_calls":true,"tool_choice":"auto","tools":[],"usage":{"input_tokens":1}}"#
  }

  static func message(_ text: String, annotations: String = "", status: String = "completed")
    -> String
  {
    #"{"id":"msg_1","type":"message","status":"\#(status)","content":[{"type":"output_text","#
      + #""annotations":[\#(annotations)],"logprobs":[],"text":"\#(text)"}],"role":"assistant"}"#
  }

  static let citation =
    #"{"type":"url_citation","end_index":2,"start_index":0,"title":"t","url":"https://x.example"}"#

  /// One item of each type, with a text in each of its places.
  static func items(_ text: () -> String) -> [String] {
    [
      message(text(), annotations: citation),
      #"{"id":"msg_2","type":"message","role":"assistant","status":"completed","content":["#
        + #"{"type":"refusal","refusal":"\#(text())"},{"type":"output_text","text":"\#(text())"},"#
        + #"{"type":"output_audio","transcript":"x"}]}"#,
      #"{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"\#(text())"},"#
        + #"{"type":"summary_text","text":"\#(text())"}],"content":[{"type":"reasoning_text","#
        + #""text":"\#(text())"}],"encrypted_content":"gAAA"}"#,
      #"{"id":"fc_1","type":"function_call","status":"completed","arguments":"\#(text())","#
        + #""call_id":"call_1","name":"f"}"#,
      #"{"id":"ctc_1","type":"custom_tool_call","call_id":"call_2","input":"\#(text())","#
        + #""name":"c"}"#,
      #"{"id":"mcp_1","type":"mcp_call","status":"completed","arguments":"\#(text())","#
        + #""error":null,"name":"f","output":"o","server_label":"s"}"#,
      #"{"id":"mcp_2","type":"mcp_call","status":"failed","arguments":"\#(text())","#
        + #""error":{"type":"http_error","message":"m","code":500},"name":"f","output":null,"#
        + #""server_label":"s"}"#,
      #"{"id":"ci_1","type":"code_interpreter_call","status":"completed","code":"\#(text())","#
        + #""container_id":"c","outputs":[{"type":"logs","logs":"l"}]}"#,
      #"{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","#
        + #""query":"q","queries":["q"]}}"#,
      #"{"id":"fs_1","type":"file_search_call","status":"incomplete","queries":["q"],"#
        + #""results":null}"#,
      #"{"id":"ig_1","type":"image_generation_call","status":"completed","result":"AAAA"}"#,
      #"{"id":"ml_1","type":"mcp_list_tools","tools":[{"name":"f","input_schema":{}}],"#
        + #""server_label":"s"}"#,
      #"{"id":"sh_1","type":"shell_call","status":"completed","call_id":"call_3","action":{"#
        + #""commands":["\#(text())","\#(text())"],"max_output_length":1,"timeout_ms":1}}"#,
      #"{"id":"ap_1","type":"apply_patch_call","status":"completed","call_id":"call_4","#
        + #""operation":{"type":"update_file","path":"p","diff":"\#(text())"}}"#,
      #"{"id":"cmp_1","type":"compaction","encrypted_content":"gAAA"}"#,
      #"{"type":"novelty","status":"completed","idea":"new"}"#,
    ]
  }
}
