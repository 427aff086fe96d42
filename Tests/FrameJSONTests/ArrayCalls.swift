import FrameJSON

// The calls of the module on arrays, since `#expect` takes no spans.

extension FrameTape {
  func member(_ name: MemberName, of object: Int, in bytes: [UInt8]) -> Int? {
    member(name, of: object, in: bytes.span)
  }

  func hasKey(_ name: MemberName, at index: Int, in bytes: [UInt8]) -> Bool {
    hasKey(name, at: index, in: bytes.span)
  }

  func isString(_ text: MemberName, at index: Int, in bytes: [UInt8]) -> Bool {
    isString(text, at: index, in: bytes.span)
  }
}

extension EscapeWalker {
  mutating func rawOffset(ofDecoded offset: Int, in bytes: [UInt8]) -> Int {
    rawOffset(ofDecoded: offset, in: bytes.span)
  }
}

extension JSONString {
  static func decoded(_ raw: [UInt8]) -> [UInt8] { decoded(raw.span) }
}

extension FrameEdits {
  mutating func replace(_ range: Range<Int>, with text: String) {
    let bytes = Array(text.utf8)
    replace(range, with: bytes.span)
  }

  mutating func replace(_ range: Range<Int>, withText text: String) {
    let bytes = Array(text.utf8)
    replace(range, withText: bytes.span)
  }

  mutating func apply(to bytes: [UInt8]) -> [UInt8] { apply(to: bytes.span) }
}
