extension FrameTape {
  /// Objects up to this many members are compared pair by pair, larger ones by sorting.
  private static let pairwiseMembers = 12

  /// Refuses an object that names a key twice, however the two are escaped.
  mutating func refuseDuplicateKeys(_ object: Int, _ bytes: Span<UInt8>) throws(FrameError) {
    keyOrder.removeAll(keepingCapacity: true)
    var index = firstChild(of: object)
    let end = values[object].next
    while index < end {
      keyOrder.append(UInt32(index))
      index = values[index].next
    }
    if keyOrder.count <= Self.pairwiseMembers {
      for later in keyOrder.indices {
        for earlier in 0..<later where sameKey(keyOrder[earlier], keyOrder[later], bytes) {
          throw FrameError(.duplicateKey, at: Int(values[Int(keyOrder[later])].keyStart))
        }
      }
      return
    }
    sortKeys(bytes)
    for position in 1..<keyOrder.count
    where sameKey(keyOrder[position - 1], keyOrder[position], bytes) {
      throw FrameError(.duplicateKey, at: Int(values[Int(keyOrder[position])].keyStart))
    }
  }

  private func sameKey(_ left: UInt32, _ right: UInt32, _ bytes: Span<UInt8>) -> Bool {
    order(left, right, bytes) == 0
  }

  /// Heap sort: in place, and never worse than n log n, whatever the keys are.
  private mutating func sortKeys(_ bytes: Span<UInt8>) {
    let count = keyOrder.count
    for start in stride(from: count / 2 - 1, through: 0, by: -1) { sift(start, count, bytes) }
    for end in stride(from: count - 1, to: 0, by: -1) {
      keyOrder.swapAt(0, end)
      sift(0, end, bytes)
    }
  }

  private mutating func sift(_ start: Int, _ count: Int, _ bytes: Span<UInt8>) {
    var parent = start
    while parent * 2 + 1 < count {
      var child = parent * 2 + 1
      if child + 1 < count, order(keyOrder[child], keyOrder[child + 1], bytes) < 0 { child += 1 }
      guard order(keyOrder[parent], keyOrder[child], bytes) < 0 else { return }
      keyOrder.swapAt(parent, child)
      parent = child
    }
  }

  /// Negative, zero or positive as the first key is before, equal to or after the second one.
  private func order(_ left: UInt32, _ right: UInt32, _ bytes: Span<UInt8>) -> Int {
    let one = values[Int(left)]
    let other = values[Int(right)]
    if one.isKeyEscaped || other.isKeyEscaped {
      let a = scalars(one, bytes)
      let b = scalars(other, bytes)
      return a == b ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1
    }
    let oneCount = Int(one.keyEnd - one.keyStart)
    let otherCount = Int(other.keyEnd - other.keyStart)
    if oneCount != otherCount { return orderDecoded(one, other, bytes) }
    for offset in 0..<oneCount {
      let a = bytes[Int(one.keyStart) + offset]
      let b = bytes[Int(other.keyStart) + offset]
      if a != b { return Int(a) - Int(b) }
    }
    return 0
  }

  /// Keys of different lengths: by bytes, so that the order agrees with that of escaped keys.
  private func orderDecoded(_ one: FrameValue, _ other: FrameValue, _ bytes: Span<UInt8>) -> Int {
    let oneCount = Int(one.keyEnd - one.keyStart)
    let otherCount = Int(other.keyEnd - other.keyStart)
    for offset in 0..<min(oneCount, otherCount) {
      let a = bytes[Int(one.keyStart) + offset]
      let b = bytes[Int(other.keyStart) + offset]
      if a != b { return Int(a) - Int(b) }
    }
    return oneCount - otherCount
  }

  /// The decoded key; a lone surrogate is kept apart from every other one.
  private func scalars(_ value: FrameValue, _ bytes: Span<UInt8>) -> [UInt8] {
    var walker = EscapeWalker()
    var output: [UInt8] = []
    let raw = bytes.extracting(Int(value.keyStart)..<Int(value.keyEnd))
    while walker.raw < raw.count {
      switch walker.step(raw) {
      case .byte(let byte): output.append(byte)
      case .scalar(let scalar): JSONString.append(scalar: scalar, to: &output)
      }
    }
    return output
  }
}
