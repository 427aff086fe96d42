extension FrameTape {
  /// Place of one key in the table of an object's keys.
  struct KeySlot: Sendable {
    /// The half of the key's hash that does not say where in the table it is.
    var tag: UInt32 = 0
    /// Index of the member on the tape; 0, which is no member, if the place is free.
    var member: UInt32 = 0
  }

  /// Objects up to this many members are compared pair by pair if no key is escaped: for so few
  /// that is faster than a table.
  private static let pairwiseMembers = 12

  /// Refuses an object that names a key twice, however the two are escaped.
  ///
  /// The work is linear in the bytes of the keys, whatever they are.
  mutating func refuseDuplicateKeys(_ object: Int, _ bytes: Span<UInt8>) throws(FrameError) {
    members.removeAll(keepingCapacity: true)
    var isEscaped = false
    var index = firstChild(of: object)
    let end = values[object].next
    while index < end {
      members.append(UInt32(index))
      if values[index].isKeyEscaped { isEscaped = true }
      index = values[index].next
    }
    let isSmall = members.count <= Self.pairwiseMembers && !isEscaped
    if let member = isSmall ? repetitionByPairs(bytes) : repetitionByTable(bytes) {
      throw FrameError(.duplicateKey, at: Int(values[Int(member)].keyStart))
    }
  }

  /// The first member whose key an earlier member has too.
  private func repetitionByPairs(_ bytes: Span<UInt8>) -> UInt32? {
    for later in members.indices {
      for earlier in 0..<later where haveSameKey(members[earlier], members[later], bytes) {
        return members[later]
      }
    }
    return nil
  }

  /// The same by a hash table with open addressing. The hash has a random seed, so that nobody can
  /// choose keys that collide.
  private mutating func repetitionByTable(_ bytes: Span<UInt8>) -> UInt32? {
    // Never more than half full: a free place is near.
    var size = 32
    while size < members.count * 2 { size *= 2 }
    keySlots.removeAll(keepingCapacity: true)
    keySlots.append(contentsOf: repeatElement(KeySlot(), count: size))
    for member in members {
      let hash = keyHash(values[Int(member)], bytes)
      let tag = UInt32(truncatingIfNeeded: hash >> 32)
      var place = hash & (size - 1)
      while keySlots[place].member != 0 {
        let slot = keySlots[place]
        if slot.tag == tag && haveSameKey(slot.member, member, bytes) { return member }
        place = (place + 1) & (size - 1)
      }
      keySlots[place] = KeySlot(tag: tag, member: member)
    }
    return nil
  }

  private func haveSameKey(_ left: UInt32, _ right: UInt32, _ bytes: Span<UInt8>) -> Bool {
    let one = values[Int(left)]
    let other = values[Int(right)]
    if one.isKeyEscaped || other.isKeyEscaped {
      var decoded: ([UInt8], [UInt8]) = ([], [])
      Self.decodeKey(one, bytes, into: &decoded.0)
      Self.decodeKey(other, bytes, into: &decoded.1)
      return decoded.0 == decoded.1
    }
    guard one.keyEnd - one.keyStart == other.keyEnd - other.keyStart else { return false }
    for offset in 0..<Int(one.keyEnd - one.keyStart)
    where bytes[Int(one.keyStart) + offset] != bytes[Int(other.keyStart) + offset] {
      return false
    }
    return true
  }

  private mutating func keyHash(_ value: FrameValue, _ bytes: Span<UInt8>) -> Int {
    guard value.isKeyEscaped else {
      return Self.hash(bytes.extracting(Int(value.keyStart)..<Int(value.keyEnd)))
    }
    decodedKey.removeAll(keepingCapacity: true)
    Self.decodeKey(value, bytes, into: &decodedKey)
    return Self.hash(decodedKey.span)
  }

  /// Hashes eight bytes at a time; the last word, which may be empty, says how many it holds.
  private static func hash(_ key: Span<UInt8>) -> Int {
    var hasher = Hasher()
    var word: UInt64 = 0
    for index in key.indices {
      word = word << 8 | UInt64(key[index])
      if index & 7 == 7 {
        hasher.combine(word)
        word = 0
      }
    }
    hasher.combine(word | UInt64(key.count & 7) << 56)
    return hasher.finalize()
  }

  /// The text of a key, where a lone surrogate is kept apart from every other one.
  private static func decodeKey(
    _ value: FrameValue, _ bytes: Span<UInt8>, into output: inout [UInt8]
  ) {
    var walker = EscapeWalker()
    let raw = bytes.extracting(Int(value.keyStart)..<Int(value.keyEnd))
    while walker.raw < raw.count {
      switch walker.step(raw) {
      case .byte(let byte): output.append(byte)
      case .scalar(let scalar): JSONString.append(scalar: scalar, to: &output)
      }
    }
  }
}
