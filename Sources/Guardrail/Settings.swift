public import Dialects
public import FrameJSON
public import Recognizers

/// What a guardrail is set to do, and its limits.
public struct Settings: Sendable {
  /// In which scope a value has one name.
  public enum Scope: String, Sendable, CaseIterable {
    /// In all conversations of a principal: the backend's prompt cache keeps working.
    case principal
    /// In one conversation: the backend cannot tell that two hold the same value.
    case conversation
  }

  /// What is done with a frame that goes on from a response that is not known.
  public enum UnknownLineage: String, Sendable, CaseIterable {
    /// It passes; tokens of what is not known stay tokens.
    case pass
    /// It is refused as the API does it, on which clients send everything again.
    case refuse
  }

  /// What is done with URLs that the provider fetches.
  public enum FetchURLs: String, Sendable, CaseIterable {
    /// A frame with personal data in one is refused.
    case check
    /// They pass.
    case pass
  }

  /// What happens to what the model says on its own.
  public enum OutputMasking: String, Sendable, CaseIterable {
    /// It passes.
    case off
    /// Deltas and `*.done` events are dropped, and everything else is masked.
    case suppress
    /// Everything is masked, deltas on the fly.
    case stream
  }

  /// What the client's own values are for the client while output is masked.
  public enum OwnValues: String, Sendable, CaseIterable {
    /// Their tokens become `<ENTITY>`.
    case mask
    /// Their tokens come back as values.
    case restore
  }

  /// Limits of a frame.
  public var frame = FrameLimits()
  /// Limits of matching.
  public var match = MatchLimits()
  /// The models that a client may use; one is enforced, several are an allow list, none allows any.
  public var models: [String] = []
  /// Whether frames pass untouched and findings are only counted.
  public var isReportOnly = false
  /// Whether each value that is masked or restored is noted with its place, as checks need it.
  public var notesValues = false
  /// In which scope a value has one name.
  public var scope = Scope.principal
  /// What is done with a frame that goes on from what is not known.
  public var unknownLineage = UnknownLineage.pass
  /// Sinks whose tokens stay tokens.
  public var keptSinks: Set<Sink> = []
  /// Hosts in whose URLs tokens are restored.
  public var restoringHosts: [HostPattern] = []
  /// What is done with findings of an entity or a family, over the rule's own action.
  public var actions: [String: Recognizer.Action] = [:]
  /// Types of media that pass although they cannot be read.
  public var passedMedia: [MediaPattern] = MediaPattern.standard
  /// What is done with URLs that the provider fetches.
  public var fetchURLs = FetchURLs.check
  /// What happens to what the model says on its own.
  public var outputMasking = OutputMasking.off
  /// What the client's own values are for the client while output is masked; nil for what goes
  /// with the way of masking: `mask` with `suppress`, `restore` with `stream`.
  public var ownValues: OwnValues?
  /// Most characters (code points; an escape is one) of a text of the model that are held because they
  /// could still be something to mask, while output is masked on the fly; what is open for longer is
  /// masked. They are at most six times as many bytes. Default 256: longer than any address or number.
  public var holdCharacters = 256
  /// Most bytes of a text of the model that are masked because a match is open in them; then all that
  /// follows in the text is. Following a match costs the more the longer it is. Default 64 KiB: longer
  /// than key blocks are.
  public var swallowBytes = 64 << 10
  /// Most streams of text of one connection that are followed at once. Without it a backend that
  /// never ends a stream could take all memory. At the limit the oldest stream is let go: what was
  /// held of it goes out as it is, or is lost while output is masked. Default 1,024: 16 responses
  /// with 64 parts each.
  public var streams = 1_024
  /// Most lanes of one connection that are followed. Without it a backend could name lanes for
  /// ever. At the limit the oldest lane is forgotten; one is always followed. Default 64: twice what
  /// the API allows.
  public var lanes = 64

  /// The defaults.
  public init() {}

  /// Whether the client's own values come back.
  var masksOwnValues: Bool {
    switch outputMasking {
    case .off: false
    case .suppress: ownValues != .restore
    case .stream: ownValues == .mask
    }
  }
}

/// Hosts: `api.example.org` itself, `*.example.org` for its subdomains, or `*` for all.
public struct HostPattern: Sendable, Equatable {
  private let name: [UInt8]
  private let isSuffix: Bool

  /// A pattern; nil if the text is none.
  public init?(_ text: String) {
    let lower = text.lowercased()
    isSuffix = lower.hasPrefix("*")
    name = Array((isSuffix ? String(lower.dropFirst()) : lower).utf8)
    let isAll = lower == "*"
    guard isAll || !isSuffix || lower.hasPrefix("*.") else { return nil }
    guard isAll || name.count > (isSuffix ? 1 : 0),
      !name.contains(UInt8(ascii: "/")), !name.contains(UInt8(ascii: "*")),
      !name.contains(UInt8(ascii: " ")), !name.contains(UInt8(ascii: "@"))
    else { return nil }
  }

  /// Whether every host is meant.
  var matchesAll: Bool { isSuffix && name.isEmpty }

  /// Whether the host of an origin (`scheme://host[:port]`, in lower case) is meant.
  func matches(origin: [UInt8]) -> Bool {
    guard let slashes = origin.firstIndex(of: UInt8(ascii: "/")) else { return false }
    var host = origin[(slashes + 2)...]
    if !host.contains(UInt8(ascii: "[")), let colon = host.lastIndex(of: UInt8(ascii: ":")) {
      host = host[..<colon]
    }
    guard isSuffix else { return host.elementsEqual(name) }
    return host.count > name.count && host.suffix(name.count).elementsEqual(name)
  }
}

/// Media types: `application/pdf`, or `image/*`.
public struct MediaPattern: Sendable, Equatable {
  private let type: String

  /// Images and sound, which people send to models all the time.
  public static let standard = ["image/*", "audio/*"].compactMap { MediaPattern($0) }

  /// A pattern; nil if the text is none.
  public init?(_ text: String) {
    let lower = text.lowercased()
    let parts = lower.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !parts[0].contains("*"),
      parts[1] == "*" || !parts[1].contains("*")
    else { return nil }
    type = lower
  }

  /// Whether a type, in lower case and without parameters, is meant.
  func matches(_ other: String) -> Bool {
    type.hasSuffix("/*") ? other.hasPrefix(type.dropLast()) : other == type
  }
}
