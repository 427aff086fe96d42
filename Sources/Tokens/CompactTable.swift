/// A dictionary that takes little more memory than what is in it.
///
/// Entries stand side by side, in blocks, so that nothing is kept free for more of them; a table of
/// their places is looked up by the hash of a key. All operations take constant time on average.
struct CompactTable<Key: Hashable, Value> {
  private struct Entry {
    // The value first: what it leaves free at its end may be enough for the key.
    var value: Value
    let key: Key
  }

  private static var none: UInt32 { .max }
  private static var blockBits: Int { 8 }
  private static var blockSize: Int { 1 << blockBits }

  private var blocks: [[Entry]] = []
  /// Places of entries, at or behind where their hashes say.
  private var slots: [UInt32] = []
  /// How many entries there are.
  private(set) var count = 0

  /// The value at a place.
  subscript(place: Int) -> Value {
    get { blocks[place >> Self.blockBits][place & (Self.blockSize - 1)].value }
    set { blocks[place >> Self.blockBits][place & (Self.blockSize - 1)].value = newValue }
    _modify { yield &blocks[place >> Self.blockBits][place & (Self.blockSize - 1)].value }
  }

  /// The key at a place.
  func key(at place: Int) -> Key {
    blocks[place >> Self.blockBits][place & (Self.blockSize - 1)].key
  }

  /// Where the entry of a key is; nil if there is none.
  func place(of key: Key) -> Int? {
    guard count > 0 else { return nil }
    var slot = home(of: key)
    while slots[slot] != Self.none {
      let place = Int(slots[slot])
      if self.key(at: place) == key { return place }
      slot = next(slot)
    }
    return nil
  }

  /// Adds an entry whose key has none, at the place `count`.
  mutating func append(_ value: Value, for key: Key) {
    // At most four of five slots are taken.
    if (count + 1) * 5 > slots.count * 4 { grow() }
    if count & (Self.blockSize - 1) == 0 {
      blocks.append([])
      if count > 0 { blocks[blocks.count - 1].reserveCapacity(Self.blockSize) }
    }
    blocks[blocks.count - 1].append(Entry(value: value, key: key))
    take(count, home(of: key))
    count += 1
  }

  /// Removes the entry at a place; the last entry, which was at the place `count` then, takes it.
  mutating func remove(at place: Int) {
    empty(slot(of: place))
    count -= 1
    if place < count {
      slots[slot(of: count)] = UInt32(place)
      let last = blocks[blocks.count - 1][count & (Self.blockSize - 1)]
      blocks[place >> Self.blockBits][place & (Self.blockSize - 1)] = last
    }
    blocks[blocks.count - 1].removeLast()
    if blocks[blocks.count - 1].isEmpty { blocks.removeLast() }
  }

  private func home(of key: Key) -> Int {
    Int(UInt(bitPattern: key.hashValue).multipliedFullWidth(by: UInt(slots.count)).high)
  }

  private func next(_ slot: Int) -> Int { slot + 1 < slots.count ? slot + 1 : 0 }

  private func slot(of place: Int) -> Int {
    var slot = home(of: key(at: place))
    while slots[slot] != UInt32(place) { slot = next(slot) }
    return slot
  }

  private mutating func take(_ place: Int, _ home: Int) {
    var slot = home
    while slots[slot] != Self.none { slot = next(slot) }
    slots[slot] = UInt32(place)
  }

  private mutating func grow() {
    slots = [UInt32](repeating: Self.none, count: slots.count + slots.count / 2 + 4)
    for place in 0..<count { take(place, home(of: key(at: place))) }
  }

  /// Empties a slot, and moves those behind it that would not be found any more.
  private mutating func empty(_ slot: Int) {
    var hole = slot
    var at = next(slot)
    while slots[at] != Self.none {
      let home = home(of: key(at: Int(slots[at])))
      // What is between its home and the hole moves on; the row may go over the end.
      let distance = at >= home ? at - home : at - home + slots.count
      let gap = at >= hole ? at - hole : at - hole + slots.count
      if distance >= gap {
        slots[hole] = slots[at]
        hole = at
      }
      at = next(at)
    }
    slots[hole] = Self.none
  }
}
