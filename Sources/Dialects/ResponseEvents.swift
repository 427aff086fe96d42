public import FrameJSON

/// The events that a streaming backend would have sent for a finished response.
///
/// For backends that give a whole `Response` object: the events come in the order of the API, from
/// `response.created` to `response.completed`, `response.incomplete` or `response.failed`. Values
/// are taken from the given JSON byte for byte, with their key order, escapes and numbers; only
/// what a response has not yet got while it runs is emptied. Events are made one at a time, so a
/// long response costs little more than its own size.
public struct ResponseEvents: Sequence, IteratorProtocol, Sendable {
  /// How the events are made.
  public struct Options: Sendable {
    /// Where a text is cut into deltas: given the text as UTF-8, returns the places of the cuts,
    /// counted in code points from its start, in rising order. Places that are not inside the text
    /// or do not rise are left out. The default makes one delta of the whole text.
    public var cuts: @Sendable (_ text: [UInt8]) -> [Int]
    /// The `sequence_number` of the first event.
    public var sequenceNumber: Int
    /// The lane, which each event names as `stream_id`; nil for the lane without a name.
    public var streamID: String?

    /// Options with the defaults of the API: numbers from 0, no lane.
    public init(
      sequenceNumber: Int = 0, streamID: String? = nil,
      cuts: @escaping @Sendable (_ text: [UInt8]) -> [Int] = { _ in [] }
    ) {
      self.sequenceNumber = sequenceNumber
      self.streamID = streamID
      self.cuts = cuts
    }
  }

  /// The `sequence_number` of the next event. It can be set where events of another source have
  /// numbers of the same response, as `response.steer.accepted` has.
  public var sequenceNumber: Int

  let bytes: [UInt8]
  let tape: FrameTape
  private let cuts: @Sendable ([UInt8]) -> [Int]
  /// What each event ends with.
  private let ending: [UInt8]
  private let terminal: String
  /// The next item of `output` on the tape, and where its items end.
  private var item: Int
  private let itemsEnd: Int
  private var outputIndex = 0
  private var hasEnded = false
  /// What is planned for the present item.
  private var steps: [EventStep]
  private var position = 0
  private var cursor: DeltaCursor?

  /// The events of a response.
  ///
  /// - Parameters:
  ///   - response: The JSON of a whole Response object.
  ///   - options: How the events are made.
  ///   - limits: What the JSON may hold.
  public init(
    response: [UInt8], options: Options = Options(), limits: FrameLimits = FrameLimits()
  ) throws(ResponseEventsError) {
    var tape = FrameTape()
    do throws(FrameError) {
      try tape.scan(response.span, limits: limits)
    } catch {
      throw .unreadable(error)
    }
    let source = EventSource(bytes: response, tape: tape)
    terminal = try source.terminal()
    let items = try source.items()
    item = items.lowerBound
    itemsEnd = items.upperBound
    bytes = response
    self.tape = tape
    cuts = options.cuts
    sequenceNumber = options.sequenceNumber
    var ending: [UInt8] = []
    if let streamID = options.streamID {
      ending.append(contentsOf: ",\"stream_id\":\"".utf8)
      JSONString.encode(Array(streamID.utf8).span, into: &ending)
      ending.append(UInt8(ascii: "\""))
    }
    ending.append(UInt8(ascii: "}"))
    self.ending = ending
    steps = ["response.created", "response.in_progress"].map { type in
      EventStep(type, [.init("response", .startedResponse)])
    }
  }

  /// The `type` of the next event; nil behind the last one.
  public var nextType: String? {
    mutating get {
      prepare()
      return position < steps.count ? steps[position].type : nil
    }
  }

  /// The next event as JSON; nil behind the last one.
  public mutating func next() -> [UInt8]? {
    prepare()
    guard position < steps.count else { return nil }
    let step = steps[position]
    var output = Array(
      "{\"type\":\"\(step.type)\",\"sequence_number\":\(sequenceNumber)".utf8)
    sequenceNumber += 1
    for member in step.members { append(member, to: &output) }
    if let text = step.deltas {
      appendDelta(of: text, to: &output)
      if step.hasLogProbabilities { output.append(contentsOf: ",\"logprobs\":[]".utf8) }
    }
    output.append(contentsOf: ending)
    if cursor == nil { position += 1 }
    return output
  }

  /// Plans the next item if the present one has no more events.
  private mutating func prepare() {
    while position >= steps.count && !hasEnded {
      position = 0
      if item < itemsEnd {
        steps = EventSource(bytes: bytes, tape: tape).steps(ofItem: item, outputIndex: outputIndex)
        item = tape.values[item].next
        outputIndex += 1
      } else {
        steps = [EventStep(terminal, [.init("response", .raw(tape.root.range))])]
        hasEnded = true
      }
    }
  }

  private func append(_ member: EventStep.Member, to output: inout [UInt8]) {
    output.append(contentsOf: ",\"\(member.name)\":".utf8)
    switch member.value {
    case .number(let number): output.append(contentsOf: String(number).utf8)
    case .made(let value): output.append(contentsOf: value)
    case .raw(let range): output.append(contentsOf: bytes[range])
    case .startedResponse:
      output.append(contentsOf: EventSource(bytes: bytes, tape: tape).startedResponse())
    }
  }

  private mutating func appendDelta(of text: Range<Int>, to output: inout [UInt8]) {
    var present = cursor ?? DeltaCursor(bytes.span.extracting(text), cuts: cuts)
    let delta = present.next(bytes.span.extracting(text))
    output.append(contentsOf: ",\"delta\":\"".utf8)
    output.append(
      contentsOf: bytes[text.lowerBound + delta.lowerBound..<text.lowerBound + delta.upperBound])
    output.append(UInt8(ascii: "\""))
    cursor = present.isAtEnd ? nil : present
  }
}
