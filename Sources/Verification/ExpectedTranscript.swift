internal import Dialects
internal import FrameJSON
public import Guardrail

/// Where what came out differs from what was expected: places and lengths, never a text.
public struct TranscriptDifference: Sendable, Equatable {
  /// The number of the first line that differs, from 1.
  public let line: Int
  /// The JSON path of the first value of it that differs; `*` for a key of the caller's own.
  public let path: String
  /// How long that value is in the expected line, in bytes; nil if it has none.
  public let expected: Int?
  /// How long it is in the line that came out.
  public let found: Int?
}

/// Compares transcripts with those that were expected.
public struct ExpectedTranscript {
  private let lines: [ArraySlice<UInt8>]
  private let dialect: Dialect

  /// The members of a line, of which one is the frame.
  private static let names: Set<String> = ["to", "frame", "binary", "close", "conn"]
  private static let to: MemberName = "to"
  private static let frame: MemberName = "frame"
  private static let type: MemberName = "type"
  private static let client: MemberName = "client"

  /// What was expected, for a guardrail with its protocol table.
  public init(_ bytes: [UInt8], _ guardrail: Guardrail) {
    lines = Self.lines(of: bytes)
    dialect = guardrail.dialect
  }

  /// The first difference; nil if there is none.
  public func difference(from output: [UInt8]) -> TranscriptDifference? {
    let found = Self.lines(of: output)
    for index in 0..<max(lines.count, found.count) {
      guard index < lines.count, index < found.count else {
        return TranscriptDifference(
          line: index + 1, path: "", expected: index < lines.count ? lines[index].count : nil,
          found: index < found.count ? found[index].count : nil)
      }
      if lines[index] != found[index] {
        return difference(Array(lines[index]), Array(found[index]), line: index + 1)
      }
    }
    return nil
  }

  private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  private func difference(
    _ expected: [UInt8], _ found: [UInt8], line: Int
  ) -> TranscriptDifference {
    var walk = Walk(dialect: dialect)
    guard let place = walk.place(expected, found) else {
      return TranscriptDifference(
        line: line, path: "", expected: expected.count, found: found.count)
    }
    return TranscriptDifference(
      line: line, path: place.path, expected: place.expected, found: place.found)
  }

  /// Two JSON texts, walked side by side.
  private struct Walk {
    let dialect: Dialect
    private var left = FrameTape()
    private var right = FrameTape()

    init(dialect: Dialect) { self.dialect = dialect }

    /// Where two lines part; nil if they differ in no value, or one cannot be read.
    mutating func place(
      _ expected: [UInt8], _ found: [UInt8]
    ) -> (path: String, expected: Int?, found: Int?)? {
      guard scan(expected, found) else { return nil }
      let (a, b) = (expected.span, found.span)
      guard let frames = pair(ExpectedTranscript.frame, a, b),
        left.values[frames.0].kind == right.values[frames.1].kind
      else { return part(0, 0, nil, "", a, b) }
      let isToClient =
        left.member(ExpectedTranscript.to, of: 0, in: a).map {
          left.isString(ExpectedTranscript.client, at: $0, in: a)
        } ?? false
      if left.values[frames.0].kind == .object {
        let root = root(of: frames.0, a, isToClient)
        if let place = part(frames.0, frames.1, root, "frame", a, b) { return place }
        return part(0, 0, nil, "", a, b)
      }
      // A frame that is written as a string is read too.
      let inner = JSONString.decoded(a.extracting(left.values[frames.0].range))
      let other = JSONString.decoded(b.extracting(right.values[frames.1].range))
      guard inner != other, scan(inner, other), left.root.kind == .object else {
        guard scan(expected, found) else { return nil }
        return part(0, 0, nil, "", a, b)
      }
      return part(0, 0, root(of: 0, inner.span, isToClient), "frame", inner.span, other.span)
        ?? ("frame", inner.count, other.count)
    }

    private mutating func scan(_ expected: [UInt8], _ found: [UInt8]) -> Bool {
      do throws(FrameError) {
        try left.scan(expected.span, limits: FrameReader.limits)
        try right.scan(found.span, limits: FrameReader.limits)
        return true
      } catch {
        return false
      }
    }

    private func pair(
      _ name: MemberName, _ a: Span<UInt8>, _ b: Span<UInt8>
    ) -> (Int, Int)? {
      guard let first = left.member(name, of: 0, in: a),
        let second = right.member(name, of: 0, in: b)
      else { return nil }
      return (first, second)
    }

    private func root(of object: Int, _ bytes: Span<UInt8>, _ isToClient: Bool) -> Int {
      let unknown = isToClient ? dialect.unknownEvent : dialect.unknownFrame
      guard let type = left.member(ExpectedTranscript.type, of: object, in: bytes) else {
        return unknown.node
      }
      let value = left.values[type]
      let known =
        isToClient
        ? dialect.event(bytes, value.range, isEscaped: value.isEscaped)
        : dialect.clientFrame(bytes, value.range, isEscaped: value.isEscaped)
      return (known ?? unknown).node
    }

    /// The first place where two values part; the node is nil outside of frames.
    private func part(
      _ first: Int, _ second: Int, _ plainNode: Int?, _ path: String, _ a: Span<UInt8>,
      _ b: Span<UInt8>
    ) -> (path: String, expected: Int?, found: Int?)? {
      let (expected, found) = (left.values[first], right.values[second])
      let isSame = a.extracting(expected.range).same(as: b.extracting(found.range))
      guard !isSame || expected.kind != found.kind else { return nil }
      let isContainer = expected.kind == .object || expected.kind == .array
      guard expected.kind == found.kind, isContainer else {
        return (path, expected.range.count, found.range.count)
      }
      var node = plainNode
      if expected.kind == .object, let plain = plainNode {
        let type = left.member(ExpectedTranscript.type, of: first, in: a).map { left.values[$0] }
        node = dialect.variant(of: plain, type: type, in: a)
      }
      var child = left.firstChild(of: first)
      var other = right.firstChild(of: second)
      var ordinal = 0
      while child < expected.next || other < found.next {
        guard child < expected.next, other < found.next else {
          let isMissing = child < expected.next
          return (
            path, isMissing ? left.values[child].range.count : nil,
            isMissing ? nil : right.values[other].range.count
          )
        }
        let value = left.values[child]
        var place = path + (expected.kind == .array ? "[\(ordinal)]" : "")
        var next = node.map { dialect.element(of: $0) }
        if let key = value.keyRange, let otherKey = right.values[other].keyRange {
          let member = node.map { dialect.member(of: $0, value, in: a) }
          let name = String(decoding: JSONString.decoded(a.extracting(key)), as: UTF8.self)
          next = member?.node
          let isNamed = member?.isNamed ?? ExpectedTranscript.names.contains(name)
          place += (path.isEmpty ? "" : ".") + (isNamed ? name : "*")
          guard a.extracting(key).same(as: b.extracting(otherKey)) else {
            return (place + "{keys}", key.count, otherKey.count)
          }
        }
        if let parted = part(child, other, next, place, a, b) { return parted }
        child = value.next
        other = right.values[other].next
        ordinal += 1
      }
      // They differ in white space.
      return (path, expected.range.count, found.range.count)
    }
  }
}

extension Span<UInt8> {
  fileprivate func same(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }
}
