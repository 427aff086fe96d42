import Guardrail
import Recognizers
import Replay
import Tokens
import Transcripts
import Verification

/// Checks of conversations that are given as lines.
enum Judge {
  static let rules = Result { try RecognizerSet(reading: RuleFile.embedded) }

  /// Rules that need a word beside a value, so that they mask it in one place and not in another.
  static let ticketRules = Result {
    try RecognizerSet(
      reading: [
        RuleFile(
          name: "ticket.yaml",
          bytes: Array(
            """
            recognizers:
              - name: Ticket
                supported_entity: TICKET
                patterns: [{name: ticket, regex: '\\bT-\\d{6}\\b', score: 0.3}]
                context: [ticket]
            """.utf8))
      ])
  }

  static func guardrail(
    _ masking: Settings.OutputMasking = .off, own: Settings.OwnValues? = nil,
    rules: RecognizerSet? = nil, adjust: (inout Settings) -> Void = { _ in }
  ) throws -> Guardrail {
    var settings = Settings()
    settings.outputMasking = masking
    settings.ownValues = own
    settings.notesValues = true
    adjust(&settings)
    let key = try TokenKey(bytes: Array("maskwire-documented-test-key-not-secret".utf8))
    return Guardrail(
      settings: settings, recognizers: try rules ?? Self.rules.get(), key: key,
      vault: MemoryVault(), clock: { .zero }, uptime: { .zero })
  }

  /// What becomes of a conversation.
  static func check(_ lines: [String], _ guardrail: Guardrail) throws -> ConversationResult {
    var check = ConversationCheck(guardrail, principal: .credential)
    for line in lines { _ = try check.pass(Array(line.utf8)) }
    return check.finish()
  }

  /// What a record shows as it stands.
  static func check(record lines: [String]) throws -> ConversationResult {
    var check = try RecordCheck(guardrail(), principal: .credential)
    for line in lines { try check.pass(Array(line.utf8)) }
    return check.finish()
  }

  static func client(_ frame: String) -> String { "{\"from\":\"client\",\"frame\":\(frame)}" }
  static func backend(_ frame: String) -> String { "{\"from\":\"backend\",\"frame\":\(frame)}" }

  /// A line of a connection of its own for each principal.
  static func of(_ principal: String, _ line: String) -> String {
    line.dropLast() + ",\"conn\":\"\(principal)\",\"principal\":\"\(principal)\"}"
  }

  static func create(_ text: String) -> String {
    client("{\"type\":\"response.create\",\"input\":\"\(text)\"}")
  }

  /// The end of a response that says a text; `more` are further members of it.
  static func completed(_ text: String, _ more: String = "") -> String {
    backend(
      "{\"type\":\"response.completed\",\"response\":{\"id\":\"r\"\(more),\"output\":[{\"type\":"
        + "\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"\(text)\"}]}]}}")
  }

  static func delta(_ type: String, _ piece: String) -> String {
    backend("{\"type\":\"\(type)\",\"item_id\":\"m\",\"output_index\":0,\"delta\":\"\(piece)\"}")
  }

  /// The path of what `completed` says.
  static let said = "response.output[*].content[*].text"
}
