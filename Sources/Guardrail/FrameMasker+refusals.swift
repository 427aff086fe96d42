internal import FrameJSON
internal import Recognizers
internal import Tokens

/// Why a frame is refused at some place of it.
extension FrameMasker {
  func path(_ place: Place, _ bytes: Span<UInt8>, withIndexes: Bool) -> String {
    FramePath(tape: tape, dialect: guardrail.dialect)
      .text(to: place.index, root: root, in: bytes, withIndexes: withIndexes)
  }

  func tooLong(_ place: Place, _ bytes: Span<UInt8>) -> Refusal {
    Refusal(
      "text_too_long",
      "send at most \(guardrail.settings.frame.scannedTextBytes) bytes of text in one string.",
      param: path(place, bytes, withIndexes: true))
  }

  func refusal(_ failure: ScanFailure, _ place: Place, _ bytes: Span<UInt8>) -> Refusal {
    refusal(failure, param: path(place, bytes, withIndexes: true))
  }

  func refusal(_ failure: ScanFailure, param: String?) -> Refusal {
    switch failure {
    case .budget:
      return Refusal(
        "work_budget", "the text takes too long to scan; send less of it in a frame.",
        param: param)
    case .matchLimit(let index):
      let name = engine.set.recognizers[index].name
      return Refusal(
        "match_limit", "recognizer \(name) cannot read this text; change the text or the rule.",
        param: param)
    }
  }

  func vaultFull(_ failure: VaultFull, _ place: Place, _ bytes: Span<UInt8>) -> Refusal {
    let whose = failure.limit == .principal ? "this principal" : "this process"
    return Refusal(
      "vault_full",
      "\(whose) holds as many different values as it may, all in use; close connections or raise "
        + "the limit.",
      param: path(place, bytes, withIndexes: true))
  }
}
