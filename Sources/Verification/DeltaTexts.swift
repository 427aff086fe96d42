/// Joins the pieces of texts that arrive in deltas.
struct DeltaTexts {
  /// A text whose pieces are all there.
  struct Joined {
    /// What tells it from others, and how many of that name came before it.
    let name: [UInt8]
    let number: Int
    let path: String
    let isSource: Bool
    /// Whose it is.
    let principal: [UInt8]
    var bytes: [UInt8] = []
    /// The text of the event that ended it; nil if none did.
    var done: [UInt8]?

    /// What tells it from all others.
    var key: [UInt8] { name + [0] + Array(String(number).utf8) }
  }

  /// Texts that have ended and were not taken yet.
  private(set) var ended: [Joined] = []
  private var open: [[UInt8]: (text: Joined, lane: [UInt8])] = [:]
  private var counts: [[UInt8]: Int] = [:]

  /// Takes what a frame brings of its texts, or ends them.
  mutating func read(_ contents: FrameContents) {
    let head = Array(contents.family.utf8) + [0] + contents.stream + [0]
    if contents.isDelta {
      for text in contents.texts {
        guard case .piece(let isSource) = text.kind else { continue }
        let name = head + text.place
        if open[name] == nil {
          let path = contents.printedFamily + ".delta: " + text.path
          counts[name, default: 0] += 1
          open[name] = (
            Joined(
              name: name, number: counts[name] ?? 0, path: path, isSource: isSource,
              principal: contents.principal), contents.lane
          )
        }
        open[name]?.text.bytes += text.bytes
      }
    } else if contents.isDone {
      guard var text = open.removeValue(forKey: head + Self.delta)?.text else { return }
      text.done = contents.whole
      ended.append(text)
    } else if Self.endings.contains(contents.type) {
      end { $0 == contents.lane }
    }
  }

  /// The place of the member `delta`.
  private static let delta = [0] + Array("delta".utf8)

  private static let endings: Set<String> = [
    "response.created", "response.completed", "response.incomplete", "response.failed",
  ]

  /// Ends all texts.
  mutating func finish() { end { _ in true } }

  private mutating func end(where isOver: ([UInt8]) -> Bool) {
    for (name, stream) in open where isOver(stream.lane) {
      ended.append(stream.text)
      open[name] = nil
    }
  }

  /// The texts that have ended since this was asked last.
  mutating func takeEnded() -> [Joined] {
    defer { ended = [] }
    return ended
  }
}
