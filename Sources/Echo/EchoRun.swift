internal import Dialects

/// One response that runs.
struct EchoRun: Sendable {
  let id: String
  let request: EchoRequest
  let hasFailed: Bool
  /// What the client must send before the model can go on, as a stub; nil if nothing.
  let requiredInput: String?
  private var events: ResponseEvents
  private var pace: EchoAnswer.Pace
  private var endlessDelta: EndlessDelta
  private var random: EchoRandom
  private var sent = 0
  private(set) var steers: [EchoSteer] = []

  init(
    _ answer: EchoAnswer, request: EchoRequest, random: EchoRandom
  ) throws(ResponseEventsError) {
    id = answer.id
    hasFailed = answer.hasFailed
    requiredInput = answer.requiredInput
    self.request = request
    pace = answer.pace
    let cuts = random
    self.random = random
    endlessDelta = EndlessDelta(answer)
    events = try ResponseEvents(
      response: answer.json,
      options: .init(streamID: request.streamID.isEmpty ? nil : request.streamID) { text in
        var random = cuts
        return random.cuts(codePoints: text.count { $0 & 0xC0 != 0x80 })
      },
      limits: .forAnswers)
  }

  /// What comes next; nil if the response says nothing until it is steered.
  mutating func next() -> EchoRunStep? {
    switch pace {
    case .steady: break
    case .stops(let type): if events.nextType == type { return nil }
    case .closes(let count): if sent >= count { return .close }
    case .endless:
      if events.nextType == "response.output_text.done" {
        let number = events.sequenceNumber
        events.sequenceNumber += 1
        return .event(endlessDelta.next(number, request.streamID, &random), isLast: false)
      }
    }
    guard let event = events.next() else { return nil }
    sent += 1
    return .event(event, isLast: events.nextType == nil)
  }

  /// Whether `next` would give something.
  var isReady: Bool {
    mutating get {
      guard case .stops(let type) = pace else { return true }
      return events.nextType != type
    }
  }

  /// Takes a `response.steer`; returns the event that says so. A response that waits goes on.
  mutating func steer(_ steer: EchoSteer) -> [UInt8] {
    steers.append(steer)
    if request.triggers.contains(.wait) { pace = .steady }
    let number = events.sequenceNumber
    events.sequenceNumber += 1
    return steer.accepted(sequenceNumber: number, streamID: request.streamID)
  }

  /// The `sequence_number` behind the last event.
  var sequenceNumber: Int { events.sequenceNumber }
}

/// What a running response gives.
enum EchoRunStep {
  case event([UInt8], isLast: Bool)
  /// The connection is closed.
  case close
}

/// The deltas of a text that has no end.
struct EndlessDelta: Sendable {
  private let place: String
  private let scalars: [Unicode.Scalar]
  private var at = 0

  init(_ answer: EchoAnswer) {
    place =
      "\"item_id\":\(quoted(answer.messageID)),\"output_index\":\(answer.messageIndex),"
      + "\"content_index\":0"
    if case .endless = answer.pace {
      scalars = Array(" \(answer.text)".unicodeScalars)
    } else {
      scalars = []
    }
  }

  mutating func next(
    _ sequenceNumber: Int, _ streamID: String, _ random: inout EchoRandom
  ) -> [UInt8] {
    var delta = ""
    for _ in 0...random.below(12) where !scalars.isEmpty {
      delta.unicodeScalars.append(scalars[at])
      at = (at + 1) % scalars.count
    }
    let lane = streamID.isEmpty ? "" : ",\"stream_id\":\(quoted(streamID))"
    return Array(
      ("{\"type\":\"response.output_text.delta\",\"sequence_number\":\(sequenceNumber),\(place),"
        + "\"delta\":\(quoted(delta)),\"logprobs\":[]\(lane)}").utf8)
  }
}
