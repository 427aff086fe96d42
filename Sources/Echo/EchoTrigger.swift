/// The words that decide how the echo backend answers.
///
/// A word counts anywhere in the user's text where it stands by itself, and is left out of the
/// text that is echoed. Words can be joined, as `echo:reason` with `echo:annotate`; of those that
/// contradict each other one counts.
public enum EchoTrigger: String, Sendable, CaseIterable {
  /// Calls the first function of `tools` (or one named `echo`). Its first string argument is the
  /// text, the others hold quotes and a line break.
  case tool = "echo:tool"
  /// Calls the first custom tool of `tools` (or one named `echo`) with the text as its input.
  case customTool = "echo:custom-tool"
  /// Thinks first: a reasoning item whose summary and text hold the text.
  case reason = "echo:reason"
  /// Searches the web for the text first: a `web_search_call` item.
  case search = "echo:search"
  /// Calls a tool of a remote server with the text first: an `mcp_call` item.
  case mcp = "echo:mcp"
  /// Runs code that prints the text first: a `code_interpreter_call` item.
  case code = "echo:code"
  /// Cites a page: a `url_citation` over the last word of the text, with that word as its title.
  case annotate = "echo:annotate"
  /// Answers with the texts of all earlier turns, as a model would quote its context.
  case recall = "echo:recall"
  /// Refuses: a refusal that holds the text.
  case refuse = "echo:refuse"
  /// Ends after half the text as `response.incomplete` with the reason `max_output_tokens`.
  case incomplete = "echo:incomplete"
  /// Ends after half the text as `response.failed`, with an error that quotes the text.
  case fail = "echo:fail"
  /// Sends an `error` frame that quotes the text in place of a response.
  case error = "echo:error"
  /// Waits half way for a `response.steer`; then ends as `steered`, and a response of its own
  /// answers the steered text.
  case wait = "echo:wait"
  /// Closes the connection with 1011 in the middle of the answer.
  case close = "echo:close"
  /// Starts a response and says no more.
  case stall = "echo:stall"
  /// Repeats the text and never ends.
  case endless = "echo:endless"

  /// What the word does, in one line for the help of the command line.
  public var help: String {
    switch self {
    case .tool: "call the first function of `tools` with the text"
    case .customTool: "call the first custom tool of `tools` with the text"
    case .reason: "think about the text first"
    case .search: "search the web for the text first"
    case .mcp: "call a tool of a remote server with the text first"
    case .code: "run code that prints the text first"
    case .annotate: "cite a page for the last word"
    case .recall: "answer with the texts of all earlier turns"
    case .refuse: "refuse, quoting the text"
    case .incomplete: "end half way, as out of tokens"
    case .fail: "fail half way, with an error that quotes the text"
    case .error: "send an error frame that quotes the text, no response"
    case .wait: "wait half way for `response.steer`, then answer its text"
    case .close: "close the connection in the middle, with code 1011"
    case .stall: "start a response and say no more"
    case .endless: "repeat the text and never end"
    }
  }

  /// Takes the words out of a text, each with one space beside it.
  static func split(_ text: String) -> (text: String, triggers: Set<EchoTrigger>) {
    let bytes = Array(text.utf8)
    let prefix = Array("echo:".utf8)
    var output: [UInt8] = []
    var triggers: Set<EchoTrigger> = []
    var at = 0
    while at < bytes.count {
      let startsWord = at == 0 || !isWord(bytes[at - 1])
      guard startsWord, bytes[at...].starts(with: prefix) else {
        output.append(bytes[at])
        at += 1
        continue
      }
      var end = at + prefix.count
      while end < bytes.count && isWord(bytes[end]) { end += 1 }
      let word = String(decoding: bytes[at..<end], as: UTF8.self)
      guard let trigger = EchoTrigger(rawValue: word) else {
        output.append(contentsOf: bytes[at..<end])
        at = end
        continue
      }
      triggers.insert(trigger)
      at = end
      if at < bytes.count {
        if bytes[at] == UInt8(ascii: " ") { at += 1 }
      } else if output.last == UInt8(ascii: " ") {
        output.removeLast()
      }
    }
    return (String(decoding: output, as: UTF8.self), triggers)
  }

  /// Whether a byte can be part of the word that a trigger stands in.
  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: byte >= 0x80
    }
  }
}
