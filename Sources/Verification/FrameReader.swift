internal import Dialects
internal import FrameJSON
internal import Foundation

/// Reads every text of a frame by the protocol table.
///
/// It shares the table with the guardrail, and nothing else: what the guardrail overlooks is to be
/// found here.
struct FrameReader {
  /// Which side a frame is from.
  enum Side {
    case client, backend
  }

  private let dialect: Dialect
  private var tape = FrameTape()
  private var source = FrameTape()
  private var texts: [FrameText] = []

  private var isDelta = false

  private static let type: MemberName = "type"
  private static let token: MemberName = "token"
  private static let lane: MemberName = "stream_id"
  private static let streamNames: [MemberName] = [
    lane, "item_id", "output_index", "content_index", "summary_index", "command_index",
  ]

  init(_ dialect: Dialect) { self.dialect = dialect }

  /// What a frame says; of what is no JSON object, the whole as one text.
  mutating func read(_ frame: [UInt8], from side: Side) -> FrameContents {
    let bytes = frame.span
    var contents = FrameContents()
    do throws(FrameError) {
      try tape.scanObject(bytes, limits: Self.limits)
    } catch {
      // Rules are only for UTF-8.
      let text = Array(String(decoding: frame, as: UTF8.self).utf8)
      contents.texts = [FrameText(path: "", key: [], bytes: text, kind: .text)]
      return contents
    }
    func raw(_ name: MemberName) -> [UInt8] {
      guard let member = tape.member(name, of: 0, in: bytes) else { return [] }
      return JSONString.decoded(bytes.extracting(tape.values[member].range))
    }
    contents.type = String(decoding: raw(Self.type), as: UTF8.self)
    contents.lane = raw(Self.lane)
    contents.stream = Array(Self.streamNames.map(raw).joined(separator: [0]))
    texts = []
    isDelta = contents.isDelta
    walk(0, root(of: bytes, from: side), key: 0..<0, keyName: "", path: "", bytes)
    contents.texts = texts
    return contents
  }

  /// The texts of what pieces were joined to.
  mutating func read(joined text: [UInt8], isSource: Bool, path: String) -> [FrameText] {
    texts = []
    let noKey: [UInt8] = []
    if isSource {
      addText(text, 0..<0, path, noKey.span)
    } else {
      add(text, 0..<0, path, .text, noKey.span)
    }
    return texts
  }

  /// Frames that were sent on are read whatever they hold.
  static let limits: FrameLimits = {
    var limits = FrameLimits()
    limits.frameBytes = .max
    limits.values = .max
    limits.refusesDuplicateKeys = false
    return limits
  }()

  private func root(of bytes: Span<UInt8>, from side: Side) -> Int {
    let unknown = side == .client ? dialect.unknownFrame : dialect.unknownEvent
    guard let type = tape.member(Self.type, of: 0, in: bytes), tape.values[type].kind == .string
    else { return unknown.node }
    let value = tape.values[type]
    let known =
      side == .client
      ? dialect.clientFrame(bytes, value.range, isEscaped: value.isEscaped)
      : dialect.event(bytes, value.range, isEscaped: value.isEscaped)
    return (known ?? unknown).node
  }

  private mutating func walk(
    _ index: Int, _ plainNode: Int, key: Range<Int>, keyName: String, path: String,
    _ bytes: Span<UInt8>
  ) {
    let value = tape.values[index]
    var child = tape.firstChild(of: index)
    switch value.kind {
    case .object:
      let type = tape.member(Self.type, of: index, in: bytes).map { tape.values[$0] }
      let node = dialect.variant(of: plainNode, type: type, in: bytes)
      while child < value.next {
        let member = dialect.member(of: node, tape.values[child], in: bytes)
        let range = tape.values[child].keyRange ?? 0..<0
        let name = JSONString.decoded(bytes.extracting(range))
        var place = path.isEmpty ? "" : path + "."
        place += member.isNamed ? String(decoding: name, as: UTF8.self) : "*"
        if !member.isNamed { addKey(name, of: node, path: place) }
        walk(
          child, member.node, key: range, keyName: String(decoding: name, as: UTF8.self),
          path: place, bytes)
        child = tape.values[child].next
      }
    case .array:
      if dialect.nodes[plainNode].slot == .logProbabilities {
        addSpelled(index, path, bytes)
        return
      }
      let element = dialect.element(of: plainNode)
      while child < value.next {
        walk(child, element, key: key, keyName: keyName, path: path + "[*]", bytes)
        child = tape.values[child].next
      }
    case .string:
      addString(value, dialect.nodes[plainNode].slot, key: key, keyName, path, bytes)
    case .number:
      switch dialect.nodes[plainNode].slot {
      case .number, .offset, .logProbabilities: break
      default:
        add(JSONString.decoded(bytes.extracting(value.range)), key, path, .identifier, bytes)
      }
    case .true, .false, .null: break
    }
  }

  private mutating func add(
    _ text: [UInt8], _ key: Range<Int>, _ path: String, _ kind: FrameText.Kind,
    _ bytes: Span<UInt8>
  ) {
    texts.append(
      FrameText(
        path: path, key: JSONString.decoded(bytes.extracting(key)), bytes: text, kind: kind))
  }

  private mutating func addKey(_ name: [UInt8], of node: Int, path: String) {
    var kind = FrameText.Kind.text
    if case .structural(let characters) = dialect.nodes[node].keySlot,
      characters.contains(name.span)
    {
      kind = .identifier
    }
    texts.append(FrameText(path: path + "{keys}", key: [], bytes: name, kind: kind))
  }

  /// Adds the text that log probabilities spell.
  private mutating func addSpelled(_ index: Int, _ path: String, _ bytes: Span<UInt8>) {
    var spelled: [UInt8] = []
    var child = tape.firstChild(of: index)
    while child < tape.values[index].next {
      if let token = tape.member(Self.token, of: child, in: bytes) {
        JSONString.decode(bytes.extracting(tape.values[token].range), into: &spelled)
      }
      child = tape.values[child].next
    }
    let isPiece = isDelta && path == "logprobs"
    add(spelled, 0..<0, path, isPiece ? .piece(isSource: false) : .text, bytes)
  }

  private mutating func addString(
    _ value: FrameValue, _ slot: Slot?, key: Range<Int>, _ keyName: String, _ path: String,
    _ bytes: Span<UInt8>
  ) {
    let text = JSONString.decoded(bytes.extracting(value.range))
    if isDelta, path == "delta" || path.hasPrefix("delta.") {
      switch slot {
      case .opaque: return
      case .text(let form, _), .delta(let form, _):
        add(text, key, path, .piece(isSource: form == .source || form == .sourceIfAsked), bytes)
      default: add(text, key, path, .piece(isSource: false), bytes)
      }
      return
    }
    let isIdentifier = CharacterClass.identifier.contains(text.span)
    switch slot {
    case .opaque: return
    case .structural(let characters):
      add(text, key, path, characters.contains(text.span) ? .identifier : .text, bytes)
    case .header:
      if !PassingName.isCredential(keyName) { add(text, key, path, .header, bytes) }
    case .json, nil:
      let isName = isIdentifier && PassingName.isStructural(keyName)
      add(text, key, path, isName ? .name : .text, bytes)
    case .fetchableURL: add(text, key, path, .url, bytes)
    case .fetchableOrData, .fileData:
      let file = FileData.text(of: text)
      if file != nil || FileData.isDataURL(text) {
        if let file { addText(file, key, path, bytes) }
      } else {
        add(text, key, path, slot == .fileData ? .text : .url, bytes)
      }
    case .text(let form, _), .delta(let form, _):
      switch form {
      case .source, .sourceIfWhole, .sourceIfSentWhole, .sourceIfAsked:
        addText(text, key, path, bytes)
      case .plain, .patch, .identity: add(text, key, path, .text, bytes)
      }
    case .number, .offset, .logProbabilities: add(text, key, path, .text, bytes)
    }
  }

  /// Adds a text that may be JSON source: then its strings and keys each by itself, since a value
  /// is one string of it, and the whole to be searched.
  private mutating func addText(
    _ text: [UInt8], _ key: Range<Int>, _ path: String, _ bytes: Span<UInt8>
  ) {
    do throws(FrameError) {
      try source.scan(text.span, limits: Self.limits)
    } catch {
      add(text, key, path, .text, bytes)
      return
    }
    guard source.root.kind == .object || source.root.kind == .array else {
      add(text, key, path, .text, bytes)
      return
    }
    add(text, key, path, .identifier, bytes)
    var holders: [(end: Int, key: [UInt8])] = []
    for index in source.values.indices {
      let value = source.values[index]
      while let holder = holders.last, holder.end <= index { holders.removeLast() }
      var key = holders.last?.key ?? []
      if let range = value.keyRange {
        key = JSONString.decoded(text.span.extracting(range))
        texts.append(FrameText(path: path, key: [], bytes: key, kind: .text))
      }
      switch value.kind {
      case .object, .array: holders.append((value.next, key))
      case .string:
        let leaf = JSONString.decoded(text.span.extracting(value.range))
        texts.append(FrameText(path: path, key: key, bytes: leaf, kind: .text))
      case .number, .true, .false, .null: break
      }
    }
  }
}

/// Names by which a string may pass.
private enum PassingName {
  /// Whether a key says that its value is an id or an enumeration, where the table has no row.
  static func isStructural(_ key: String) -> Bool {
    ["id", "type", "status", "role"].contains(key) || key.hasSuffix("_id")
  }

  /// Whether a header carries a credential.
  static func isCredential(_ name: String) -> Bool {
    let name = name.lowercased()
    return ["authorization", "proxy-authorization", "cookie", "apikey", "api_key"].contains(name)
      || ["-key", "-token", "-secret", "-auth"].contains { name.hasSuffix($0) }
      || name.contains("-signature")
  }
}

/// Text in data URLs and in the base64 of files.
private enum FileData {
  static func isDataURL(_ text: [UInt8]) -> Bool {
    String(decoding: text.prefix(5), as: UTF8.self).lowercased() == "data:"
  }

  /// What a file says; nil if it is no text in UTF-8.
  static func text(of string: [UInt8]) -> [UInt8]? {
    var body = string[...]
    if isDataURL(string) {
      guard let comma = string.firstIndex(of: UInt8(ascii: ",")) else { return nil }
      let head = String(decoding: string[..<comma], as: UTF8.self).lowercased()
      body = string[(comma + 1)...]
      guard head.hasSuffix(";base64") else { return Array(body) }
    }
    let isLong = body.count >= 16
    guard isLong, let data = Data(base64Encoded: Data(body), options: .ignoreUnknownCharacters),
      let text = String(bytes: data, encoding: .utf8), !text.contains("\0")
    else { return nil }
    return Array(text.utf8)
  }
}
