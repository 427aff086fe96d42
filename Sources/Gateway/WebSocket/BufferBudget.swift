internal import Synchronization

/// How many bytes all connections of a process may hold at once, received or not yet sent.
final class BufferBudget: Sendable {
  private let held = Atomic(0)
  private let limit: Int

  init(bytes: Int) { limit = bytes }

  /// Takes bytes if that many are left.
  func take(_ count: Int) -> Bool {
    guard held.add(count, ordering: .relaxed).newValue > limit else { return true }
    held.subtract(count, ordering: .relaxed)
    return false
  }

  /// Gives bytes back.
  func give(_ count: Int) { held.subtract(count, ordering: .relaxed) }

  /// Bytes that are held.
  var bytes: Int { held.load(ordering: .relaxed) }
}

/// What one socket holds of the budget. It stays on the event loop of its socket, and gives back
/// what is left when it ends.
final class BufferAccount {
  private let budget: BufferBudget
  private var held = 0

  init(_ budget: BufferBudget) { self.budget = budget }

  deinit { budget.give(held) }

  func take(_ count: Int) -> Bool {
    guard budget.take(count) else { return false }
    held += count
    return true
  }

  func give(_ count: Int) {
    let count = min(count, held)
    held -= count
    budget.give(count)
  }
}
