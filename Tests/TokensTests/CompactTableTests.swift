import TestSupport
import Testing

@testable import Tokens

@Suite struct CompactTableTests {
  /// A key of which many have the same hash.
  private struct Key: Hashable {
    let number: Int
    func hash(into hasher: inout Hasher) { hasher.combine(number % 7) }
  }

  @Test(arguments: 0..<60)
  func `it holds what a dictionary holds`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    var table = CompactTable<Key, Int>()
    var model: [Key: Int] = [:]
    let keys = random.pick([5, 60, 700])
    for step in 0..<1_500 {
      let key = Key(number: random.below(keys))
      switch (random.below(3), table.place(of: key)) {
      case (0, let place?):
        table.remove(at: place)
        model[key] = nil
      case (_, let place?):
        table[place] = step
        model[key] = step
      case (_, nil):
        table.append(step, for: key)
        model[key] = step
      }
    }
    #expect(table.count == model.count)
    for number in 0..<keys {
      let key = Key(number: number)
      #expect(table.place(of: key).map { table[$0] } == model[key])
    }
    #expect(Set((0..<table.count).map { table.key(at: $0) }) == Set(model.keys))
  }

  @Test(arguments: 0..<60)
  func `what was used least recently goes first`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    var table = RecencyTable<Key, Int>()
    var order: [Int] = []
    var pins: [Int: Int] = [:]
    for time in 0..<600 {
      let number = random.below(40)
      let key = Key(number: number)
      switch random.below(5) {
      case 0:
        let pinned = random.once(in: 2)
        guard table.value(of: key) == nil else { continue }
        table.insert(number, for: key, at: Int64(time), pins: pinned ? 1 : 0)
        if pinned { pins[number] = 1 } else { order.append(number) }
      case 1:
        let isThere = order.contains(number) || pins[number] != nil
        let value = table.use(key, at: Int64(time), pinning: true)
        #expect(value == (isThere ? number : nil))
        guard isThere else { continue }
        order.removeAll { $0 == number }
        pins[number, default: 0] += 1
      case 2:
        table.unpin(key, at: Int64(time))
        guard let count = pins[number] else { continue }
        pins[number] = count > 1 ? count - 1 : nil
        if count == 1 { order.append(number) }
      case 3:
        let isRemoved = table.removeLeastRecent()
        #expect(isRemoved == !order.isEmpty)
        if !order.isEmpty { order.removeFirst() }
      default:
        guard table.use(key, at: Int64(time), pinning: false) != nil, pins[number] == nil else {
          continue
        }
        order.removeAll { $0 == number }
        order.append(number)
      }
    }
    for number in order {
      #expect(table.value(of: Key(number: number)) == number)
      let isRemoved = table.removeLeastRecent()
      #expect(isRemoved)
      #expect(table.value(of: Key(number: number)) == nil)
    }
    #expect(table.count == pins.count)
  }
}
