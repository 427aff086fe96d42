internal import Dialects
internal import FrameJSON

/// Reads every text of a frame by the protocol table.
///
/// It shares the table (`Dialects`), the reading of JSON (`FrameJSON`) and, in what comes after it,
/// the rules and their engine (`Recognizers`) and the form of tokens (`Tokens`) with the guardrail:
/// what these do not see, it does not see either. Which texts a frame has, what is JSON source and
/// what a file says it finds out by itself, so that what the masking overlooks is found here.
struct FrameReader {
  /// Which side a frame is from.
  enum Side {
    case client, backend
  }

  private let dialect: Dialect
  private var tape = FrameTape()
  private var source = FrameTape()
  private var texts: [FrameText] = []
  private var formats: [[UInt8]: ResponseFormat] = [:]

  private var side = Side.client
  private var isDelta = false
  private var asksForJSON = false

  private static let type: MemberName = "type"
  private static let token: MemberName = "token"
  private static let lane: MemberName = "stream_id"
  /// Where events that end a text have the whole of it.
  private static let wholes: [MemberName] = [
    "text", "refusal", "arguments", "input", "diff", "code", "command", "transcript",
  ]
  private static let streamNames: [MemberName] = [
    lane, "item_id", "output_index", "content_index", "summary_index", "command_index",
  ]

  init(_ dialect: Dialect) { self.dialect = dialect }

  /// What a frame says; of what is no JSON object, the whole as one text.
  ///
  /// - Parameters:
  ///   - connection: What tells its connection from others.
  ///   - asksForJSON: Whether output text is JSON; nil to find it out, as events come in order.
  ///   - type: Its type, if that was masked; nil if it says so itself.
  mutating func read(
    _ frame: [UInt8], from side: Side, connection: [UInt8] = [], asksForJSON: Bool? = nil,
    type: String? = nil
  ) -> FrameContents {
    let bytes = frame.span
    var contents = FrameContents()
    do throws(FrameError) {
      try tape.scanObject(bytes, limits: Self.limits)
    } catch {
      // Rules are only for UTF-8.
      let text = Array(String(decoding: frame, as: UTF8.self).utf8)
      contents.texts = [FrameText(path: "", place: [], key: [], bytes: text, kind: .text)]
      return contents
    }
    func raw(_ name: MemberName) -> [UInt8] {
      guard let member = tape.member(name, of: 0, in: bytes) else { return [] }
      return JSONString.decoded(bytes.extracting(tape.values[member].range))
    }
    contents.type = type ?? String(decoding: raw(Self.type), as: UTF8.self)
    contents.lane = raw(Self.lane) + connection
    contents.stream = Array(Self.streamNames.map(raw).joined(separator: [0])) + connection
    let kind = kind(of: bytes, from: side)
    contents.isKnown = kind != nil
    let effect = kind?.effect ?? EventEffect.none
    contents.asksForJSON =
      asksForJSON ?? (side == .backend && follow(effect, bytes, lane: contents.lane))
    texts = []
    self.side = side
    self.asksForJSON = contents.asksForJSON
    isDelta = contents.isDelta
    if contents.isDone {
      let whole = Self.wholes.first { tape.member($0, of: 0, in: bytes) != nil }
      contents.whole = whole.map { raw($0) }
    }
    let unknown = side == .client ? dialect.unknownFrame : dialect.unknownEvent
    walk(0, kind?.node ?? unknown.node, Place(), bytes)
    contents.texts = texts
    return contents
  }

  /// The texts of what pieces were joined to.
  mutating func read(joined text: [UInt8], isSource: Bool, path: String) -> [FrameText] {
    texts = []
    let place = Place(path: path)
    if isSource { addSource(text, place) } else { add(text, place, .text) }
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

  private func kind(of bytes: Span<UInt8>, from side: Side) -> Dialect.FrameKind? {
    guard let type = tape.member(Self.type, of: 0, in: bytes), tape.values[type].kind == .string
    else { return nil }
    let value = tape.values[type]
    return side == .client
      ? dialect.clientFrame(bytes, value.range, isEscaped: value.isEscaped)
      : dialect.event(bytes, value.range, isEscaped: value.isEscaped)
  }

  private mutating func follow(_ effect: EventEffect, _ bytes: Span<UInt8>, lane: [UInt8]) -> Bool {
    var format = formats[lane] ?? ResponseFormat()
    let asks = format.follow(effect, tape, bytes)
    formats[lane] = format.isPlain ? nil : format
    return asks
  }

  // MARK: Walking

  /// Where a value stands.
  private struct Place {
    var path = ""
    var exact: [UInt8] = []
    /// The key that it stands under, decoded.
    var key: [UInt8] = []
    /// How many keys lead to it.
    var depth = 0
    /// Whether it is in the member `delta` of the frame, and in no list there.
    var isInDelta = false

    /// A member of the object at this place.
    func member(_ name: [UInt8], isNamed: Bool, ordinal: Int) -> Place {
      var place = self
      if !path.isEmpty { place.path += "." }
      place.path += isNamed ? String(decoding: name, as: UTF8.self) : "*"
      // Masking changes keys, but none that is a plain word.
      place.exact += [0] + (isNamed || name.isPlainWord ? name : Array("#\(ordinal)".utf8))
      place.key = name
      place.depth += 1
      place.isInDelta = isInDelta || depth == 0 && name == Array("delta".utf8)
      return place
    }

    func element(_ ordinal: Int) -> Place {
      var place = self
      place.path += "[*]"
      place.exact += [0] + Array("\(ordinal)".utf8)
      place.isInDelta = false
      return place
    }
  }

  private mutating func walk(_ index: Int, _ plainNode: Int, _ place: Place, _ bytes: Span<UInt8>) {
    let value = tape.values[index]
    var child = tape.firstChild(of: index)
    var ordinal = 0
    switch value.kind {
    case .object:
      let type = tape.member(Self.type, of: index, in: bytes).map { tape.values[$0] }
      let node = dialect.variant(of: plainNode, type: type, in: bytes)
      while child < value.next {
        let member = dialect.member(of: node, tape.values[child], in: bytes)
        let range = tape.values[child].keyRange ?? 0..<0
        let name = JSONString.decoded(bytes.extracting(range))
        let inner = place.member(name, isNamed: member.isNamed, ordinal: ordinal)
        if !member.isNamed { addKey(name, of: node, inner) }
        walk(child, member.node, inner, bytes)
        child = tape.values[child].next
        ordinal += 1
      }
    case .array:
      if dialect.nodes[plainNode].slot == .logProbabilities {
        addSpelled(index, place, bytes)
        return
      }
      let element = dialect.element(of: plainNode)
      while child < value.next {
        walk(child, element, place.element(ordinal), bytes)
        child = tape.values[child].next
        ordinal += 1
      }
    case .string:
      addString(
        JSONString.decoded(bytes.extracting(value.range)), dialect.nodes[plainNode].slot, place)
    case .number:
      switch dialect.nodes[plainNode].slot {
      case .number, .offset, .logProbabilities, .opaque: break
      default:
        add(
          JSONString.decoded(bytes.extracting(value.range)), place,
          side == .client ? .number : .fixedNumber)
      }
    case .true, .false, .null: break
    }
  }

  private mutating func add(_ text: [UInt8], _ place: Place, _ kind: FrameText.Kind) {
    texts.append(
      FrameText(path: place.path, place: place.exact, key: place.key, bytes: text, kind: kind))
  }

  private mutating func addKey(_ name: [UInt8], of node: Int, _ place: Place) {
    var kind = FrameText.Kind.text
    if case .structural(let characters) = dialect.nodes[node].keySlot,
      characters.contains(name.span)
    {
      kind = .identifier
    }
    texts.append(
      FrameText(
        path: place.path + "{keys}", place: place.exact + Array("{keys}".utf8), key: [],
        bytes: name, kind: kind))
  }

  /// Adds the text that log probabilities spell.
  private mutating func addSpelled(_ index: Int, _ place: Place, _ bytes: Span<UInt8>) {
    var spelled: [UInt8] = []
    var child = tape.firstChild(of: index)
    while child < tape.values[index].next {
      if let token = tape.member(Self.token, of: child, in: bytes) {
        JSONString.decode(bytes.extracting(tape.values[token].range), into: &spelled)
      }
      child = tape.values[child].next
    }
    let isPiece = isDelta && place.depth == 1
    add(spelled, place, isPiece ? .piece(isSource: false) : .text)
  }

  private mutating func addString(_ text: [UInt8], _ slot: Slot?, _ place: Place) {
    if isDelta, place.isInDelta, place.depth == 1 || place.depth == 2 && place.key.isPlainWord {
      switch slot {
      case .opaque: return
      case .text(let form, _), .delta(let form, _):
        add(text, place, .piece(isSource: isSource(form, text)))
      default: add(text, place, .piece(isSource: false))
      }
      return
    }
    switch slot {
    case .opaque: return
    case .structural(let characters):
      guard characters.contains(text.span) else { return add(text, place, .text) }
      add(text, place, PassingName.isID(place.key) ? .identifier : .structural)
    case .header:
      if !PassingName.isCredential(place.key) { add(text, place, .header) }
    case .json, nil:
      let isName =
        CharacterClass.identifier.contains(text.span) && PassingName.isStructural(place.key)
      guard isName else { return add(text, place, .text) }
      add(text, place, .name(isID: PassingName.isID(place.key)))
    case .fetchableURL: addURL(text, place)
    case .fetchableOrData, .fileData:
      switch FileData.read(text, mayBeBare: slot == .fileData) {
      case .text(let file): addSource(file, place)
      case .none:
        if slot == .fileData { add(text, place, .text) } else { addURL(text, place) }
      case .media: break
      }
    case .text(let form, _), .delta(let form, _):
      if isSource(form, text) { addSource(text, place) } else { add(text, place, .text) }
    case .number, .offset, .logProbabilities: add(text, place, .text)
    }
  }

  /// Adds a text where a URL should be. The backend's own are fetched by nobody.
  private mutating func addURL(_ text: [UInt8], _ place: Place) {
    let isURL = side == .client && text.contains("://".utf8)
    add(text, place, isURL ? .url : .text)
  }

  /// Whether a text is JSON source, if it can be read as such.
  private func isSource(_ form: TextForm, _ text: [UInt8]) -> Bool {
    switch form {
    case .source, .sourceIfWhole: true
    case .sourceIfSentWhole: side == .client
    case .sourceIfAsked: asksForJSON
    case .plain, .patch, .identity: false
    }
  }

  /// Adds a text that may be JSON source: then its strings, numbers and keys each by itself, since a
  /// value is in one of them.
  private mutating func addSource(_ text: [UInt8], _ place: Place) {
    do throws(FrameError) {
      try source.scan(text.span, limits: Self.limits)
    } catch {
      return add(text, place, .text)
    }
    guard source.root.kind == .object || source.root.kind == .array else {
      return add(text, place, .text)
    }
    var holders: [(end: Int, key: [UInt8])] = []
    for index in source.values.indices {
      let value = source.values[index]
      while let holder = holders.last, holder.end <= index { holders.removeLast() }
      var leaf = place
      leaf.key = holders.last?.key ?? []
      if let range = value.keyRange {
        let name = JSONString.decoded(text.span.extracting(range))
        leaf.key = []
        add(name, leaf, .text)
        leaf.key = name
      }
      switch value.kind {
      case .object, .array: holders.append((value.next, leaf.key))
      case .string: add(JSONString.decoded(text.span.extracting(value.range)), leaf, .text)
      case .number: add(JSONString.decoded(text.span.extracting(value.range)), leaf, .number)
      case .true, .false, .null: break
      }
    }
  }
}

extension [UInt8] {
  /// Whether it is a word of letters and `_`.
  fileprivate var isPlainWord: Bool {
    !isEmpty && count <= 64
      && allSatisfy { 0x61...0x7A ~= $0 | 0x20 || $0 == UInt8(ascii: "_") }
  }
}

/// Names by which a string may pass.
private enum PassingName {
  /// Whether a key says that its value is an id or an enumeration, where the table has no row.
  static func isStructural(_ key: [UInt8]) -> Bool {
    isID(key) || ["type", "status", "role"].contains(String(decoding: key, as: UTF8.self))
  }

  /// Whether a key says that its value is an id.
  static func isID(_ key: [UInt8]) -> Bool {
    let key = String(decoding: key, as: UTF8.self)
    return key == "id" || key.hasSuffix("_id")
  }

  /// Whether a header carries a credential.
  static func isCredential(_ name: [UInt8]) -> Bool {
    let name = String(decoding: name, as: UTF8.self).lowercased()
    return ["authorization", "proxy-authorization", "cookie", "apikey", "api_key"].contains(name)
      || ["-key", "-token", "-secret", "-auth"].contains { name.hasSuffix($0) }
      || name.contains("-signature")
  }
}
