internal import Dialects
internal import FrameJSON

/// Starting and steering responses, and what they remember.
extension EchoSession {
  /// Starts a response. What comes before it must be known by now.
  mutating func start(_ request: EchoRequest, lane: Int) throws(EchoFault) -> EchoRun {
    var previous = request.conversation.flatMap(backend.last(ofConversation:))
    if let id = request.previousResponseID {
      guard isKnown(id) else { throw .previousResponseNotFound(id) }
      previous = id
    }
    if request.triggers.contains(.error) {
      // A turn that fails on its own lane also forgets what it continued.
      if lanes[lane].newestID == request.previousResponseID { lanes[lane].newestID = nil }
      throw Self.serverError("Told to send an error: \(request.text)")
    }
    var request = request
    request.chain = previous
    if let pending = lanes[lane].pending, pending.responseID == previous {
      request.prepend(pending.inputs)
      lanes[lane].pending = nil
    }
    let context = request.triggers.contains(.recall) ? context(of: request) : []
    let answer = EchoAnswer(
      request, context: context, model: model, time: backend.clock(), random: &random)
    let choices = EchoRandom(seed: random.next())
    do throws(ResponseEventsError) {
      return try EchoRun(answer, request: request, random: choices)
    } catch {
      throw Self.serverError("The answer cannot be told as events.")
    }
  }

  private static func serverError(_ message: String) -> EchoFault {
    var fault = EchoFault("server_error", message)
    fault.status = 500
    fault.type = "server_error"
    return fault
  }

  /// Remembers a response that has ended.
  mutating func remember(_ run: EchoRun, lane: Int) {
    let request = run.request
    let turn = EchoTurn(previous: request.chain, texts: request.earlier + [request.text])
    if request.isStored {
      backend.insert(turn, id: run.id)
    } else {
      ownTurns.insert(turn, id: run.id)
    }
    if let conversation = request.conversation {
      backend.setLast(run.id, ofConversation: conversation)
    }
    lanes[lane].newestID = run.id
  }

  /// Passes a `response.steer` to the response that it names.
  mutating func steer(_ steer: EchoSteer) {
    guard steer.isValid else {
      return send(steer.failed("invalid_input", "Send 'input': a string or user messages."))
    }
    guard let lane = lanes.firstIndex(where: { $0.run?.id == steer.responseID }),
      var run = lanes[lane].run
    else {
      return send(
        steer.failed("response_not_found", "Response '\(steer.responseID)' is not running."))
    }
    let streamID = run.request.streamID
    let bytes = run.steers.reduce(steer.size) { $0 + $1.size }
    if run.request.conversation != nil {
      send(
        steer.failed(
          "steering_not_supported", "A response of a conversation cannot be steered.",
          streamID: streamID))
    } else if run.steers.count >= backend.limits.steers || bytes > backend.limits.steerBytes {
      send(
        steer.failed(
          "too_many_pending_steers", "Response '\(run.id)' takes no more input.",
          streamID: streamID))
    } else {
      var steer = steer
      steer.id = random.id("steer")
      send(run.steer(steer))
      lanes[lane].run = run
    }
  }

  /// Says what becomes of the steering of a response that has ended.
  mutating func settle(_ run: EchoRun, lane: Int) {
    let streamID = run.request.streamID
    let inputs = run.steers.map(\.input)
    if !run.hasFailed && run.requiredInput == nil {
      lanes[lane].waiting.insert(run.request.steered(inputs, previousResponseID: run.id), at: 0)
      return
    }
    for (index, steer) in run.steers.enumerated() {
      let number = run.sequenceNumber + index
      if let required = run.requiredInput {
        send(
          steer.pending(requiredInput: required, sequenceNumber: number, streamID: streamID))
      } else {
        send(
          steer.failed(
            "successor_creation_failed", "Response '\(run.id)' failed.", sequenceNumber: number,
            streamID: streamID))
      }
    }
    if run.requiredInput != nil { lanes[lane].pending = (run.id, inputs) }
  }

  /// Whether a response can be continued here: it is stored, or the last one of a lane.
  private func isKnown(_ id: String) -> Bool {
    let isNewest = lanes.contains { $0.newestID == id }
    return isNewest && ownTurns[id] != nil || backend.turn(id) != nil
  }

  /// The texts of the turns up to a response and in the same input, from the oldest on.
  private func context(of request: EchoRequest) -> [String] {
    var texts: [String] = request.earlier.reversed()
    var next = request.chain
    while let id = next, let turn = ownTurns[id] ?? backend.turn(id) {
      texts.append(contentsOf: turn.texts.reversed())
      next = turn.previous
    }
    var recalled: [String] = []
    var size = 0
    for text in texts where !text.isEmpty {
      size += text.utf8.count
      if size > backend.limits.recalledBytes { break }
      recalled.append(text)
    }
    return recalled.reversed()
  }
}

extension FrameLimits {
  /// An answer may be larger than the frame that it repeats.
  static var forAnswers: FrameLimits {
    var limits = FrameLimits()
    limits.frameBytes = .max
    limits.values = .max
    limits.depth = .max
    limits.refusesDuplicateKeys = false
    return limits
  }
}
