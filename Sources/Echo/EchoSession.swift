/// What an echo connection sends.
public enum EchoOutput: Sendable, Equatable {
  /// A text frame.
  case text([UInt8])
  /// The connection is closed with that code; nothing follows.
  case close(code: Int, reason: String)
}

/// One connection to an echo backend: client frames in, backend frames out.
///
/// Answers each `response.create` with the text that it received. `EchoTrigger` lists the words
/// that ask for something else. Lanes run at once and their events are interleaved at random.
public struct EchoSession: Sendable {
  let backend: EchoBackend
  let model: String
  var random: EchoRandom
  var lanes: [EchoLane] = []
  /// Responses with `store: false`.
  var ownTurns: EchoStore
  private var arrivals = 0
  private var requestBytes = 0
  /// Frames beside the events of responses; they go first.
  private var unsent: [[UInt8]] = []
  private var closing: EchoOutput?
  private var isClosed = false

  /// A connection.
  ///
  /// - Parameters:
  ///   - backend: What it shares with the others.
  ///   - model: The model of a response whose request names none, as the `model` of the upgrade.
  public init(backend: EchoBackend, model: String = "echo") {
    self.backend = backend
    self.model = model
    random = EchoRandom(seed: backend.seed, stream: backend.nextSession() + 1)
    let limits = backend.limits
    ownTurns = EchoStore(count: limits.connectionResponses, bytes: limits.connectionBytes)
  }

  /// Takes a text frame of the client. `next` then gives what it causes.
  public mutating func receive(text: [UInt8]) {
    guard !isClosed, closing == nil else { return }
    do throws(EchoFault) {
      switch try EchoFrame.read(text, limits: backend.limits.frame) {
      case .create(let request): try create(request)
      case .steer(let steer): self.steer(steer)
      case .silent: break
      }
    } catch {
      send(error.frame)
    }
  }

  /// The next thing to send; nil if there is nothing until another frame comes.
  public mutating func next() -> EchoOutput? {
    guard !isClosed else { return nil }
    startWaiting()
    if !unsent.isEmpty { return .text(unsent.removeFirst()) }
    if let closing {
      isClosed = true
      lanes = []
      return closing
    }
    let ready = lanes.indices.filter { lanes[$0].isReady }
    guard !ready.isEmpty else { return nil }
    let lane = ready[random.below(ready.count)]
    switch lanes[lane].run?.next() {
    case .event(let event, let isLast):
      if isLast { finish(lane) }
      return .text(event)
    case .close:
      isClosed = true
      lanes = []
      return .close(code: 1011, reason: "echo:close")
    case nil: return nil
    }
  }

  /// Sends a frame beside the events of responses.
  mutating func send(_ frame: [UInt8]) {
    unsent.append(frame)
    if unsent.count > backend.limits.unsentFrames {
      closing = .close(code: 1008, reason: "too many frames are not read")
    }
  }

  private mutating func create(_ request: EchoRequest) throws(EchoFault) {
    let limits = backend.limits
    let waiting = lanes.reduce(0) { $0 + $1.waiting.count }
    guard waiting < limits.waitingResponses, requestBytes + request.size <= limits.requestBytes
    else {
      var fault = EchoFault(
        "rate_limit_exceeded", "Too many responses wait on this connection.",
        streamID: request.streamID)
      fault.status = 429
      fault.type = "rate_limit_error"
      throw fault
    }
    let lane = try lane(request.streamID)
    var request = request
    request.arrival = arrivals
    arrivals += 1
    requestBytes += request.size
    lanes[lane].waiting.append(request)
  }

  /// The index of a lane, a new one if need be.
  private mutating func lane(_ streamID: String) throws(EchoFault) -> Int {
    if let index = lanes.firstIndex(where: { $0.streamID == streamID }) { return index }
    let named = lanes.count { !$0.streamID.isEmpty }
    guard streamID.isEmpty || named < backend.limits.lanes else {
      throw EchoFault(
        "websocket_stream_limit_reached",
        "A connection has at most \(backend.limits.lanes) lanes.", param: "stream_id",
        streamID: streamID)
    }
    lanes.append(EchoLane(streamID: streamID))
    return lanes.count - 1
  }

  /// Starts what waits, in the order of arrival, while there is room.
  private mutating func startWaiting() {
    while lanes.count(where: { $0.run != nil }) < backend.limits.responsesInFlight {
      let idle = lanes.indices.filter { lanes[$0].run == nil && !lanes[$0].waiting.isEmpty }
      guard let lane = idle.min(by: { lanes[$0].firstArrival < lanes[$1].firstArrival }) else {
        return
      }
      let request = lanes[lane].waiting.removeFirst()
      do throws(EchoFault) {
        lanes[lane].run = try start(request, lane: lane)
      } catch {
        requestBytes -= request.isSuccessor ? 0 : request.size
        var fault = error
        fault.streamID = request.streamID
        send(fault.frame)
      }
    }
  }

  /// Remembers a response that has ended, and begins what was steered into it.
  private mutating func finish(_ lane: Int) {
    guard let run = lanes[lane].run else { return }
    lanes[lane].run = nil
    if !run.request.isSuccessor { requestBytes -= run.request.size }
    if !run.hasFailed { remember(run, lane: lane) }
    if !run.steers.isEmpty { settle(run, lane: lane) }
  }
}

/// The requests of one lane, of which one runs at a time.
struct EchoLane: Sendable {
  /// Empty for the lane without a name.
  let streamID: String
  var waiting: [EchoRequest] = []
  var run: EchoRun?
  /// What was steered into a response that waits for the output of a tool.
  var pending: (responseID: String, inputs: [EchoInput])?
  /// The last response that ended here.
  var newestID: String?

  init(streamID: String) { self.streamID = streamID }

  var firstArrival: Int { waiting.first?.arrival ?? .max }

  var isReady: Bool {
    mutating get { run?.isReady ?? false }
  }
}
