import ArgumentParser
import Replay

/// The option that says whose the values of a transcript are.
struct PrincipalOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Whose the values of a connection are: credential (default: the \"principal\" of its lines "
        + "stands for one), or fixed, which is the same for all.", valueName: "how"),
    completion: .list(TranscriptReplay.Principal.allCases.map(\.rawValue)))
  var principal: [String] = []

  func validate() throws { _ = try value() }

  /// What the option says.
  func value() throws -> TranscriptReplay.Principal {
    guard let name = try Single.value(principal, "--principal") else { return .credential }
    guard let principal = TranscriptReplay.Principal(rawValue: name) else {
      throw ValidationError(
        "--principal must be credential or fixed: a transcript has no headers and no claims.")
    }
    return principal
  }
}
