import TestSupport

/// The bytes of a client frame, of which some are values that must not leave.
struct PlantedFrame {
  enum Piece {
    case kept(String)
    /// A value as it is spelled there.
    case value(Sample, raw: String)
  }

  var pieces: [Piece]

  var text: String {
    pieces.map {
      switch $0 {
      case .kept(let text), .value(_, let text): text
      }
    }.joined()
  }

  var samples: [Sample] {
    pieces.compactMap { if case .value(let sample, _) = $0 { sample } else { nil } }
  }

  /// The tokens that stand in the place of the values; nil if anything else differs.
  func tokens(in output: String) -> [String]? {
    var rest = Array(output.utf8)[...]
    var tokens: [String] = []
    for piece in pieces {
      switch piece {
      case .kept(let text):
        guard rest.starts(with: text.utf8) else { return nil }
        rest = rest.dropFirst(text.utf8.count)
      case .value(let sample, _):
        guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return nil }
        let token = String(decoding: rest[...end], as: UTF8.self)
        guard isToken(token, of: sample) else { return nil }
        tokens.append(token)
        rest = rest[(end + 1)...]
      }
    }
    return rest.isEmpty ? tokens : nil
  }

  private func isToken(_ token: String, of sample: Sample) -> Bool {
    // In a key also a value that does not come back has a name of its own.
    if !sample.comesBack, token == "<\(sample.entity)>" { return true }
    guard token.hasPrefix("<\(sample.entity)_") else { return false }
    let suffix = token.dropFirst(sample.entity.count + 2).dropLast()
    return [8, 10, 13].contains(suffix.count)
      && suffix.allSatisfy { "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains($0) }
  }
}
