import Guardrail
import Recognizers
import Replay
import Tokens
import Transcripts
import Verification

/// Checks of conversations that are given as lines.
enum Judge {
  static let rules = Result { try RecognizerSet(reading: RuleFile.embedded) }

  static func guardrail(
    _ masking: Settings.OutputMasking = .off, own: Settings.OwnValues? = nil,
    rules: RecognizerSet? = nil
  ) throws -> Guardrail {
    var settings = Settings()
    settings.outputMasking = masking
    settings.ownValues = own
    settings.notesValues = true
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

  static func client(_ frame: String) -> String { "{\"from\":\"client\",\"frame\":\(frame)}" }
  static func backend(_ frame: String) -> String { "{\"from\":\"backend\",\"frame\":\(frame)}" }

  static func create(_ text: String) -> String {
    client("{\"type\":\"response.create\",\"input\":\"\(text)\"}")
  }
}
