internal import FrameJSON

/// Takes credentials out of frames that are kept. They pass the guardrail, since the backend has to
/// use them, but have no place in a record.
struct RecordedCredentials {
  private var tape = FrameTape()
  private var edits = FrameEdits()
  private var parents: [Parent] = []
  private let limits: FrameLimits

  /// A container that holds the value that is looked at.
  private struct Parent {
    enum Kind { case headers, domainSecrets, other }
    let kind: Kind
    let end: Int
  }

  private static let authorization: MemberName = "authorization"
  private static let headers: MemberName = "headers"
  private static let domainSecrets: MemberName = "domain_secrets"
  private static let value: MemberName = "value"

  init() {
    // What the guardrail has let through is not refused here.
    var limits = FrameLimits()
    limits.frameBytes = .max
    limits.values = .max
    limits.refusesDuplicateKeys = false
    self.limits = limits
  }

  /// The frame with `***` for each credential of a tool; nil if it holds none or cannot be read.
  ///
  /// Of `headers` all values go: which of them are credentials only their server knows.
  mutating func removed(from frame: Span<UInt8>) -> [UInt8]? {
    do throws(FrameError) {
      try tape.scanObject(frame, limits: limits)
    } catch {
      return nil
    }
    edits.removeAll()
    parents.removeAll(keepingCapacity: true)
    for index in tape.values.indices {
      while let parent = parents.last, parent.end <= index { parents.removeLast() }
      switch tape.values[index].kind {
      case .object, .array:
        parents.append(Parent(kind: kind(of: index, in: frame), end: tape.values[index].next))
      case .string where isCredential(index, in: frame):
        edits.replace(tape.values[index].range, with: Array("***".utf8).span)
      case .number where isCredential(index, in: frame):
        edits.replace(tape.values[index].range, with: Array("\"***\"".utf8).span)
      default: break
      }
    }
    return edits.isEmpty ? nil : edits.apply(to: frame)
  }

  private func kind(of index: Int, in frame: Span<UInt8>) -> Parent.Kind {
    if tape.hasKey(Self.headers, at: index, in: frame) { return .headers }
    return tape.hasKey(Self.domainSecrets, at: index, in: frame) ? .domainSecrets : .other
  }

  private func isCredential(_ index: Int, in frame: Span<UInt8>) -> Bool {
    if parents.last?.kind == .headers { return true }
    if tape.hasKey(Self.authorization, at: index, in: frame) { return true }
    return parents.dropLast().last?.kind == .domainSecrets
      && tape.hasKey(Self.value, at: index, in: frame)
  }
}
