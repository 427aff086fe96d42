/// A dictionary that knows which of its entries was used least recently.
///
/// Entries with pins stay, and are in no order until the last pin is taken back. All operations take
/// constant time for each entry that they add or remove.
struct RecencyTable<Key: Hashable, Value> {
  private struct Node {
    var value: Value
    /// In seconds since `start`.
    var lastUse: UInt32
    /// Neighbours in the order of use; `none` at the ends.
    var older: UInt32
    var newer: UInt32

    /// An entry with pins has no neighbours: `newer` says so, and `older` is their number.
    var pins: UInt32 {
      get { newer == RecencyTable.pinned ? older : 0 }
      set {
        older = newValue
        newer = newValue > 0 ? RecencyTable.pinned : RecencyTable.none
      }
    }
  }

  private static var none: UInt32 { .max }
  private static var pinned: UInt32 { .max - 1 }

  private var table = CompactTable<Key, Node>()
  /// When the first entry was added.
  private var start: Int64?
  private var oldest = Self.none
  private var newest = Self.none

  var count: Int { table.count }

  func value(of key: Key) -> Value? { table.place(of: key).map { table[$0].value } }

  /// Adds a value, or puts it in the place of the one that is there.
  mutating func insert(_ value: Value, for key: Key, at now: Int64, pins: UInt32 = 1) {
    if start == nil { start = now }
    if let place = table.place(of: key) {
      table[place].value = value
      touch(UInt32(place), now)
      return
    }
    var node = Node(value: value, lastUse: seconds(now), older: Self.none, newer: Self.none)
    node.pins = pins
    table.append(node, for: key)
    if pins == 0 { link(UInt32(table.count - 1)) }
  }

  /// The value of a key, which now is the one used most recently.
  mutating func use(_ key: Key, at now: Int64, pinning: Bool) -> Value? {
    guard let place = table.place(of: key) else { return nil }
    touch(UInt32(place), now)
    if pinning {
      if table[place].pins == 0 { unlink(UInt32(place)) }
      table[place].pins += 1
    }
    return table[place].value
  }

  /// Takes back a pin; without any an entry may be evicted, as the one used most recently.
  mutating func unpin(_ key: Key, at now: Int64) {
    guard let place = table.place(of: key), table[place].pins > 0 else { return }
    table[place].pins -= 1
    table[place].lastUse = seconds(now)
    if table[place].pins == 0 { link(UInt32(place)) }
  }

  /// Removes the entry without pins that was used least recently; false if there is none.
  mutating func removeLeastRecent() -> Bool {
    guard oldest != Self.none else { return false }
    remove(oldest)
    return true
  }

  /// Removes all entries without pins that were last used before a time; answers how many.
  mutating func removeUnused(since time: Int64) -> Int {
    var removed = 0
    while oldest != Self.none, (start ?? 0) + Int64(table[Int(oldest)].lastUse) < time {
      remove(oldest)
      removed += 1
    }
    return removed
  }

  /// A time as it is kept: four bytes are enough for a century.
  private func seconds(_ now: Int64) -> UInt32 { UInt32(clamping: now - (start ?? now)) }

  private mutating func touch(_ place: UInt32, _ now: Int64) {
    table[Int(place)].lastUse = seconds(now)
    guard table[Int(place)].pins == 0, newest != place else { return }
    unlink(place)
    link(place)
  }

  private mutating func remove(_ place: UInt32) {
    unlink(place)
    table.remove(at: Int(place))
    // The last entry has taken its place.
    guard place < table.count, table[Int(place)].pins == 0 else { return }
    let older = table[Int(place)].older
    let newer = table[Int(place)].newer
    if older == Self.none { oldest = place } else { table[Int(older)].newer = place }
    if newer == Self.none { newest = place } else { table[Int(newer)].older = place }
  }

  private mutating func link(_ place: UInt32) {
    table[Int(place)].older = newest
    table[Int(place)].newer = Self.none
    if newest == Self.none { oldest = place } else { table[Int(newest)].newer = place }
    newest = place
  }

  private mutating func unlink(_ place: UInt32) {
    let older = table[Int(place)].older
    let newer = table[Int(place)].newer
    if older == Self.none { oldest = newer } else { table[Int(older)].newer = newer }
    if newer == Self.none { newest = older } else { table[Int(newer)].older = older }
  }
}
