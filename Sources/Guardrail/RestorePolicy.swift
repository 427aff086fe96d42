internal import Dialects
internal import FrameJSON
internal import Tokens

/// What was done with the tokens of an event.
struct RestoreCounts: Equatable {
  /// Why a token stayed one.
  enum Reason: String {
    case url, sink, characters
  }

  var restored = 0
  var unknown = 0
  var kept: [Reason: Int] = [:]
}

/// Decides whether a token comes back as its value.
///
/// What a model says is hostile: a token in a URL that it made up would carry a value away, and a
/// value in a command line may be read as part of the command.
struct RestorePolicy {
  let tokens: ConnectionTokens
  let settings: Settings
  let sink: Sink
  /// Whether the text is a patch.
  let isPatch: Bool
  var counts = RestoreCounts()
  /// Tokens that the client was given as they are.
  var delivered: Set<Lineage.Note> = []
  /// The entities of what was restored, if that is noted.
  var restored: [[UInt8]] = []

  /// Text that only looked like a token, which is no one's data.
  private static let literal = Array(TokenGrammar.literalEntity.utf8)

  init(_ tokens: ConnectionTokens, _ settings: Settings, sink: Sink, isPatch: Bool) {
    self.tokens = tokens
    self.settings = settings
    self.sink = sink
    self.isPatch = isPatch
  }

  /// What tokens to look for.
  var reading: TextRestorer.Reading {
    var reading = tokens.reading
    reading.readsURLs = !isPatch
    return reading
  }

  /// The value of a token as it has to stand at its place; nil if the token stays.
  mutating func resolve(_ name: TokenName, _ place: TextRestorer.Place) -> [UInt8]? {
    guard let value = tokens.value(of: name) else {
      if !place.isWholeString { counts.unknown += 1 }
      return nil
    }
    if settings.masksOwnValues, name.entity != Self.literal {
      // In a string of its own it is a string, whatever it was.
      return place.isWholeString
        ? nil : [UInt8(ascii: "<")] + name.entity + [UInt8(ascii: ">")]
    }
    if place.isWholeString {
      guard value.isNumber, !settings.keptSinks.contains(sink) else { return nil }
      count(restored: name)
      return value.bytes
    }
    if let reason = reasonToKeep(name, value, place) {
      counts.kept[reason, default: 0] += 1
      tokens.noteDelivered(name)
      delivered.insert(.delivered(name))
      return nil
    }
    count(restored: name)
    guard place.inString else { return value.bytes }
    var escaped: [UInt8] = []
    JSONString.encode(value.bytes.span, into: &escaped)
    return escaped
  }

  private mutating func count(restored name: TokenName) {
    counts.restored += 1
    if settings.notesValues { restored.append(name.entity) }
  }

  private func reasonToKeep(
    _ name: TokenName, _ value: StoredValue, _ place: TextRestorer.Place
  ) -> RestoreCounts.Reason? {
    if settings.keptSinks.contains(sink) { return .sink }
    if sink == .shell, !Self.isPlainInShell(value.bytes) { return .characters }
    switch place.url {
    case .outside: return nil
    case .inside(let origin):
      let mayGo =
        tokens.wasSent(name, to: origin)
        || settings.restoringHosts.contains { $0.matches(origin: origin) }
      return mayGo ? nil : .url
    case .authority, .unclear:
      return settings.restoringHosts.contains { $0.matchesAll } ? nil : .url
    }
  }

  /// Whether a value is made of letters and digits of any script, space and `@._+%:/,-`: what no
  /// shell reads as anything but itself.
  private static func isPlainInShell(_ value: [UInt8]) -> Bool {
    String(decoding: value, as: UTF8.self).unicodeScalars.allSatisfy { scalar in
      if scalar.isASCII {
        let byte = UInt8(scalar.value)
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return true
        default: return Self.plainPunctuation.contains(byte)
        }
      }
      let properties = scalar.properties
      return properties.isAlphabetic || properties.generalCategory == .decimalNumber
    }
  }

  private static let plainPunctuation = Array(" @._+%:/,-".utf8)
}

extension Span<UInt8> {
  /// Whether a string, still escaped, may hold a token, mangled or not.
  func mayHoldToken(isEscaped: Bool) -> Bool {
    if isEscaped { return true }
    var last: UInt8 = 0
    for index in indices {
      let byte = self[index]
      switch byte {
      case UInt8(ascii: "<"), UInt8(ascii: "&"): return true
      // Without brackets a token is in capital letters.
      case UInt8(ascii: "_") where 0x30...0x39 ~= last || 0x41...0x5A ~= last: return true
      default: last = byte
      }
    }
    return false
  }
}
