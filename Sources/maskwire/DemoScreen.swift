import FrameJSON
import Foundation
import Gateway
import Synchronization

/// A frame of the demo, read for people.
struct DemoFrame {
  private let bytes: [UInt8]
  private var tape = FrameTape()

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // What cannot be read has no members.
    try? tape.scanObject(bytes.span, limits: FrameLimits())
  }

  /// The type of the frame.
  var type: String { text("type") ?? "" }

  /// The text at a path of members.
  func text(_ path: String...) -> String? {
    var index = 0
    for name in path {
      guard index < tape.values.count,
        let member = tape.member(MemberName(bytes: Array(name.utf8)), of: index, in: bytes.span)
      else { return nil }
      index = member
    }
    guard index < tape.values.count else { return nil }
    return String(
      decoding: JSONString.decoded(bytes.span.extracting(tape.values[index].range)), as: UTF8.self)
  }
}

/// Prints the demo: what was sent on the left, what arrived on the right.
final class DemoScreen: Sendable {
  private struct State {
    /// Deltas of the backend that are not shown yet, by their sequence number.
    var deltas: [String: String] = [:]
    var isStreaming = false
  }

  private let state = Mutex(State())
  private static let column = 44

  /// Prints a text.
  func print(_ text: String) {
    // Where no one reads it, nothing is lost.
    try? StandardOutput.write(Array((text + "\n").utf8))
  }

  /// Begins a part.
  func title(_ text: String) { print("\n\(text)\n") }

  /// The client has sent a text.
  func note(sent text: String) {
    state.withLock { $0.isStreaming = false }
    print("client sent   \(Self.oneLine(text))")
  }

  /// The client has got an answer that is no stream.
  func note(answer text: String) { print("client got    \(Self.oneLine(text))") }

  /// A frame has passed the backend.
  func note(_ frame: EchoServer.Frame) {
    switch frame {
    case .received(let bytes):
      print("backend saw   \(Self.oneLine(DemoFrame(bytes).text("input") ?? ""))")
    case .sent(let bytes):
      let frame = DemoFrame(bytes)
      guard frame.type.hasSuffix(".delta"), let number = frame.text("sequence_number") else {
        return
      }
      state.withLock { $0.deltas[number] = frame.text("delta") ?? "" }
    }
  }

  /// The client has got an event.
  func note(received event: DemoFrame) {
    if event.type.hasSuffix(".delta"), let number = event.text("sequence_number") {
      let (sent, isFirst) = state.withLock { state in
        defer { state.isStreaming = true }
        return (state.deltas.removeValue(forKey: number) ?? "", !state.isStreaming)
      }
      if isFirst { row("backend streams", "client gets") }
      row("  " + Self.oneLine(sent), "  " + Self.oneLine(event.text("delta") ?? ""))
    } else if event.type.hasSuffix("_text.done") || event.type.hasSuffix("_arguments.done") {
      note(answer: event.text("text") ?? event.text("arguments") ?? "")
    }
  }

  private func row(_ left: String, _ right: String) {
    let space = String(repeating: " ", count: max(1, Self.column - left.count))
    var line = "              \(left)\(space)| \(right)"
    while line.hasSuffix(" ") { line.removeLast() }
    print(line)
  }

  private static func oneLine(_ text: String) -> String {
    text.replacing("\n", with: "\\n").replacing("\r", with: "\\r").replacing("\u{1B}", with: "\\e")
  }
}
