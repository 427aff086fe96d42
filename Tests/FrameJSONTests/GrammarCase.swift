import FrameJSON
import Testing

/// One JSON text of a table: what it is an example of, its bytes, and the rule it breaks if any.
struct GrammarCase: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  let rule: FrameError.Rule?

  var testDescription: String { name }

  /// A text that must be accepted.
  static func accept(_ name: String, _ text: String) -> Self {
    Self(name: name, bytes: Array(text.utf8), rule: nil)
  }

  /// A text that must be refused.
  static func refuse(
    _ name: String, _ text: String, _ rule: FrameError.Rule = .malformed
  ) -> Self {
    Self(name: name, bytes: Array(text.utf8), rule: rule)
  }

  /// Bytes that must be refused.
  static func refuse(
    _ name: String, bytes: [UInt8], _ rule: FrameError.Rule = .malformed
  ) -> Self {
    Self(name: name, bytes: bytes, rule: rule)
  }

  /// Bytes inside a string that must be accepted.
  static func accept(_ name: String, inString bytes: [UInt8]) -> Self {
    Self(name: name, bytes: quoted(bytes), rule: nil)
  }

  /// Bytes inside a string that must be refused.
  static func refuse(
    _ name: String, inString bytes: [UInt8], _ rule: FrameError.Rule = .malformed
  ) -> Self {
    Self(name: name, bytes: quoted(bytes), rule: rule)
  }

  private static func quoted(_ bytes: [UInt8]) -> [UInt8] {
    Array("[\"".utf8) + bytes + Array("\"]".utf8)
  }

  /// Holds the tape, and the reference parser that judges random texts, to the table.
  func check() {
    #expect(verdict(bytes) == rule)
    #expect((try? ReferenceParser.parse(bytes)) != nil ? rule == nil : rule != nil)
    guard rule == nil else { return }
    // What is a JSON text is also a value, at any place.
    for (before, after) in [("[", "]"), ("{\"k\":", "}"), ("\r\n[0,\t", " , 1 ]\n")] {
      #expect(verdict(Array(before.utf8) + bytes + Array(after.utf8)) == nil)
    }
  }
}

/// The rule for which a text is refused; nil if it is accepted.
func verdict(_ bytes: [UInt8], limits: FrameLimits = FrameLimits()) -> FrameError.Rule? {
  refusal(bytes, limits: limits)?.rule
}

/// The error with which a text is refused; nil if it is accepted.
func refusal(_ bytes: [UInt8], limits: FrameLimits = FrameLimits()) -> FrameError? {
  var tape = FrameTape()
  do throws(FrameError) {
    try tape.scan(bytes.span, limits: limits)
    return nil
  } catch {
    return error
  }
}
