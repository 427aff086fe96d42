internal import FrameJSON

/// What one `response.create` asks for.
struct EchoRequest: Sendable {
  /// Empty for the lane without a name.
  var streamID = ""
  /// The text to answer, without trigger words.
  var text = ""
  var triggers: Set<EchoTrigger> = []
  /// The texts before it in the same input.
  var earlier: [String] = []
  var previousResponseID: String?
  var conversation: String?
  var isStored = true
  var generates = true
  var model: String?
  /// What the response repeats, as it was sent.
  var settings: [String: String] = [:]
  var tools = EchoTools()
  /// Of the frame, in bytes.
  var size = 0
  /// Where it stands among the requests of the connection.
  var arrival = 0
  /// The response before it, by `previous_response_id` or `conversation`.
  var chain: String?
  /// Whether it answers a `response.steer`.
  var isSuccessor = false

  /// The settings that a response repeats, with their defaults.
  static let repeated: [(name: MemberName, value: String)] = [
    ("instructions", "null"), ("max_output_tokens", "null"), ("max_tool_calls", "null"),
    ("parallel_tool_calls", "true"), ("prompt", "null"), ("prompt_cache_key", "null"),
    ("reasoning", "{\"effort\":null,\"summary\":null}"), ("safety_identifier", "null"),
    ("service_tier", "\"default\""), ("temperature", "1.0"),
    ("text", "{\"format\":{\"type\":\"text\"},\"verbosity\":\"medium\"}"),
    ("tool_choice", "\"auto\""), ("tools", "[]"), ("top_logprobs", "0"), ("top_p", "1.0"),
    ("truncation", "\"disabled\""), ("user", "null"), ("metadata", "{}"),
  ]

  init(_ document: EchoDocument, streamID: String) throws(EchoFault) {
    self.streamID = streamID
    size = document.bytes.count
    var root = 0
    if let nested = document.member("response", of: 0) {
      guard document.kind(nested) == .object else { throw Self.wrong("response", "an object") }
      root = nested
    }
    try check(document, root)
    let input = EchoInput(document, document.member("input", of: root))
    earlier = input.earlier
    (text, triggers) = EchoTrigger.split(input.text)
    previousResponseID = document.text("previous_response_id", of: root)
    if let conversation = document.member("conversation", of: root) {
      self.conversation =
        document.kind(conversation) == .string
        ? document.text(conversation) : document.text("id", of: conversation)
    }
    isStored = document.member("store", of: root, .false) == nil
    generates = document.member("generate", of: root, .false) == nil
    model = document.text("model", of: root)
    tools = EchoTools(document, document.member("tools", of: root))
    for (name, _) in Self.repeated {
      if let value = document.member(name, of: root) {
        settings[String(decoding: name.bytes, as: UTF8.self)] = document.raw(value)
      }
    }
  }

  /// The request that a `response.steer` makes of the one that it steers.
  func steered(_ steers: [EchoInput], previousResponseID: String) -> EchoRequest {
    var successor = self
    let text = steers.map(\.text).joined(separator: "\n")
    (successor.text, successor.triggers) = EchoTrigger.split(text)
    successor.earlier = steers.flatMap(\.earlier)
    successor.previousResponseID = previousResponseID
    successor.isSuccessor = true
    return successor
  }

  /// Puts what was steered into the response before in front of the input.
  mutating func prepend(_ steers: [EchoInput]) {
    earlier = steers.flatMap(\.earlier) + earlier
    text = (steers.map(\.text) + [text]).joined(separator: "\n")
  }

  private func check(_ document: EchoDocument, _ root: Int) throws(EchoFault) {
    let kinds: [(MemberName, [FrameValue.Kind], String)] = [
      ("input", [.string, .array], "a string or an array"), ("tools", [.array], "an array"),
      ("model", [.string], "a string"), ("previous_response_id", [.string], "a string"),
      ("conversation", [.string, .object], "a string or an object"),
      ("metadata", [.object], "an object"), ("store", [.true, .false], "a boolean"),
      ("generate", [.true, .false], "a boolean"),
      ("parallel_tool_calls", [.true, .false], "a boolean"),
      ("tool_choice", [.string, .object], "a string or an object"),
      ("instructions", [.string, .array], "a string or an array"),
      ("text", [.object], "an object"), ("reasoning", [.object], "an object"),
    ]
    for (name, allowed, words) in kinds {
      guard let index = document.member(name, of: root) else { continue }
      if !allowed.contains(document.kind(index)) {
        throw Self.wrong(String(decoding: name.bytes, as: UTF8.self), words)
      }
    }
    if document.member("previous_response_id", of: root) != nil
      && document.member("conversation", of: root) != nil
    {
      throw EchoFault(
        "mutually_exclusive_parameters",
        "Send either 'previous_response_id' or 'conversation', not both.",
        param: "previous_response_id")
    }
  }

  private static func wrong(_ param: String, _ kind: String) -> EchoFault {
    EchoFault("invalid_type", "Invalid type for '\(param)': expected \(kind).", param: param)
  }
}
