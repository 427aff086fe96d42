import Foundation
import Guardrail

/// Frames that go through one connection, again and again.
struct Workload {
  enum Direction {
    case client, backend
  }

  let name: String
  let frames: [[UInt8]]
  let direction: Direction
  let workspace: Workspace
  /// Whether the last of the frames goes on with other bytes than it came with.
  let changes: Bool
  /// Makes the connection that each round finds.
  let connection: () -> Conversation

  /// Sends all frames as often as asked.
  func run(_ times: Int, on connection: inout Conversation) {
    for _ in 0..<times {
      for frame in frames {
        switch direction {
        case .client: keep(connection.receive(client: frame, workspace))
        case .backend: keep(connection.receive(backend: frame, workspace))
        }
      }
    }
  }

  /// Stops the program if this does not measure what it says.
  func verify() {
    var connection = connection()
    var last = Outcome.forward
    for frame in frames {
      last =
        direction == .client
        ? connection.receive(client: frame, workspace)
        : connection.receive(backend: frame, workspace)
    }
    switch last.frame {
    case .forward where !changes: break
    case .replace where changes: break
    default: fatalError("\(name): \(changes ? "nothing is changed" : "the frame is changed")")
    }
  }

  /// Parses all frames with Foundation as often as asked.
  static func parse(_ frames: [Data], _ times: Int) {
    for _ in 0..<times {
      for frame in frames {
        do {
          keep(try JSONSerialization.jsonObject(with: frame))
        } catch {
          fatalError("a frame of the benchmarks is no JSON")
        }
      }
    }
  }

  /// Keeps the optimizer from leaving out what made the value.
  @inline(never)
  private static func keep<Value>(_ value: Value) {}

  private func keep(_ outcome: Outcome) {
    if case .refuse(let event) = outcome.frame {
      fatalError("refused: \(String(decoding: event, as: UTF8.self))")
    }
    Self.keep(outcome)
  }
}
