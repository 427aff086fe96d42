/// A dictionary that knows which of its entries was used least recently.
///
/// Entries with pins stay, and are in no order until the last pin is taken back. All operations take
/// constant time for each entry that they add or remove.
struct RecencyTable<Key: Hashable, Value> {
  private struct Entry {
    let key: Key
    var value: Value
    var lastUse: Int64
    var pins: UInt32
    /// Neighbours in the order of use, without pins; `none` at the ends.
    var older: UInt32
    var newer: UInt32
  }

  private static var none: UInt32 { .max }

  private var places: [Key: UInt32] = [:]
  private var entries: [Entry?] = []
  private var free: [UInt32] = []
  private var oldest = Self.none
  private var newest = Self.none

  var count: Int { places.count }

  func value(of key: Key) -> Value? {
    places[key].flatMap { entries[Int($0)]?.value }
  }

  /// Adds a value, or puts it in the place of the one that is there.
  mutating func insert(_ value: Value, for key: Key, at now: Int64, pins: UInt32 = 1) {
    if let place = places[key] {
      entries[Int(place)]?.value = value
      touch(place, now)
      return
    }
    let entry = Entry(
      key: key, value: value, lastUse: now, pins: pins, older: Self.none, newer: Self.none)
    let place: UInt32
    if let reused = free.popLast() {
      place = reused
      entries[Int(place)] = entry
    } else {
      place = UInt32(entries.count)
      entries.append(entry)
    }
    places[key] = place
    if pins == 0 { link(place) }
  }

  /// The value of a key, which now is the one used most recently.
  mutating func use(_ key: Key, at now: Int64, pinning: Bool) -> Value? {
    guard let place = places[key] else { return nil }
    touch(place, now)
    if pinning {
      if entries[Int(place)]?.pins == 0 { unlink(place) }
      entries[Int(place)]?.pins += 1
    }
    return entries[Int(place)]?.value
  }

  /// Takes back a pin; without any an entry may be evicted, as the one used most recently.
  mutating func unpin(_ key: Key, at now: Int64) {
    guard let place = places[key], let pins = entries[Int(place)]?.pins, pins > 0 else { return }
    entries[Int(place)]?.pins = pins - 1
    entries[Int(place)]?.lastUse = now
    if pins == 1 { link(place) }
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
    while oldest != Self.none, let lastUse = entries[Int(oldest)]?.lastUse, lastUse < time {
      remove(oldest)
      removed += 1
    }
    return removed
  }

  private mutating func touch(_ place: UInt32, _ now: Int64) {
    entries[Int(place)]?.lastUse = now
    guard entries[Int(place)]?.pins == 0, newest != place else { return }
    unlink(place)
    link(place)
  }

  private mutating func remove(_ place: UInt32) {
    unlink(place)
    if let entry = entries[Int(place)] { places[entry.key] = nil }
    entries[Int(place)] = nil
    free.append(place)
  }

  private mutating func link(_ place: UInt32) {
    entries[Int(place)]?.older = newest
    entries[Int(place)]?.newer = Self.none
    if newest == Self.none { oldest = place } else { entries[Int(newest)]?.newer = place }
    newest = place
  }

  private mutating func unlink(_ place: UInt32) {
    guard let entry = entries[Int(place)] else { return }
    if entry.older == Self.none {
      oldest = entry.newer
    } else {
      entries[Int(entry.older)]?.newer = entry.newer
    }
    if entry.newer == Self.none {
      newest = entry.older
    } else {
      entries[Int(entry.newer)]?.older = entry.older
    }
  }
}
