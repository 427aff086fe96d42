internal import FrameJSON
internal import Foundation

/// Reads the lines of a transcript.
public struct TranscriptReader {
  private var tape = FrameTape()
  private let limits: FrameLimits

  /// The member that names a side.
  private let side: MemberName
  private static let frame: MemberName = "frame"
  private static let binary: MemberName = "binary"
  private static let close: MemberName = "close"
  private static let connection: MemberName = "conn"
  private static let principal: MemberName = "principal"
  private static let client: MemberName = "client"
  private static let backend: MemberName = "backend"
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  /// Close codes of RFC 6455, section 7.4: what a line may hold.
  private static let closeCodes = 1000...4999

  /// A reader of lines in that direction. What a frame may hold is checked where the frame is read,
  /// so a line may hold more.
  public init(_ direction: TranscriptWriter.Direction = .from) {
    side = MemberName(bytes: Array(direction.rawValue.utf8))
    var limits = FrameLimits()
    limits.frameBytes = .max
    limits.depth = .max
    limits.values = .max
    self.limits = limits
  }

  /// Reads one line, without its line end.
  public mutating func read(_ line: [UInt8]) throws(TranscriptError) -> TranscriptLine {
    guard !line.starts(with: Self.byteOrderMark) else {
      throw TranscriptError("the line begins with a byte order mark: write the file without one")
    }
    let bytes = line.span
    do throws(FrameError) {
      try tape.scanObject(bytes, limits: limits, recordingDepth: 1)
    } catch {
      throw TranscriptError(Self.explain(error))
    }
    var from: TranscriptLine.Side?
    var content: TranscriptLine.Content?
    var connection: Range<Int>?
    var principal: [UInt8]?
    var index = 1
    while index < tape.root.next {
      let value = tape.values[index]
      func has(_ name: MemberName) -> Bool { tape.hasKey(name, at: index, in: bytes) }
      if has(self.side) {
        from = try side(index, bytes)
      } else if has(Self.frame) || has(Self.binary) || has(Self.close) {
        guard content == nil else {
          throw TranscriptError("a line has one of \"frame\", \"binary\" and \"close\"")
        }
        content =
          has(Self.frame)
          ? try frame(value)
          : has(Self.binary) ? try binary(value, bytes) : try close(value, bytes)
      } else if has(Self.connection) {
        guard value.kind == .string else { throw TranscriptError("\"conn\" must be a string") }
        connection = value.range.lowerBound - 1..<value.range.upperBound + 1
      } else if has(Self.principal) {
        guard value.kind == .string else { throw TranscriptError("\"principal\" must be a string") }
        let name = JSONString.decoded(bytes.extracting(value.range))
        guard !name.isEmpty, !name.contains(0) else {
          throw TranscriptError("\"principal\" must not be empty or hold NUL")
        }
        principal = name
      } else {
        throw TranscriptError(
          "a line has \"\(direction)\", one of \"frame\", \"binary\" and \"close\", and may have "
            + "\"conn\" and \"principal\": nothing else")
      }
      index = value.next
    }
    guard let from else { throw TranscriptError("\"\(direction)\" is missing") }
    guard let content else {
      throw TranscriptError("\"frame\", \"binary\" or \"close\" is missing")
    }
    return TranscriptLine(
      from: from, content: content, connection: connection, principal: principal)
  }

  private var direction: String { String(decoding: side.bytes, as: UTF8.self) }

  private func side(_ index: Int, _ bytes: Span<UInt8>) throws(TranscriptError)
    -> TranscriptLine.Side
  {
    if tape.isString(Self.client, at: index, in: bytes) { return .client }
    if tape.isString(Self.backend, at: index, in: bytes) { return .backend }
    throw TranscriptError("\"\(direction)\" must be \"client\" or \"backend\"")
  }

  private func frame(_ value: FrameValue) throws(TranscriptError) -> TranscriptLine.Content {
    switch value.kind {
    case .object: return .object(value.range)
    case .string: return .text(value.range, isEscaped: value.isEscaped)
    default: throw TranscriptError("\"frame\" must be an object, or a string with the frame's text")
    }
  }

  private func binary(
    _ value: FrameValue, _ bytes: Span<UInt8>
  ) throws(TranscriptError) -> TranscriptLine.Content {
    guard value.kind == .string,
      let data = Data(base64Encoded: Data(JSONString.decoded(bytes.extracting(value.range))))
    else { throw TranscriptError("\"binary\" must be a string in base64") }
    return .binary(Array(data), value.range)
  }

  private func close(
    _ value: FrameValue, _ bytes: Span<UInt8>
  ) throws(TranscriptError) -> TranscriptLine.Content {
    guard value.kind == .number,
      let code = Int(
        String(decoding: JSONString.decoded(bytes.extracting(value.range)), as: UTF8.self)),
      Self.closeCodes.contains(code)
    else { throw TranscriptError("\"close\" must be a close code from 1000 to 4999") }
    return .close(code)
  }

  private static func explain(_ error: FrameError) -> String {
    switch error.rule {
    case .invalidUTF8: "the line is not UTF-8 at byte \(error.offset)"
    case .notAnObject: "the line is not a JSON object"
    case .duplicateKey: "the line names a key twice at byte \(error.offset)"
    case .malformed, .tooDeep, .tooLarge, .tooManyValues:
      "the line is not JSON at byte \(error.offset)"
    }
  }
}
