internal import Guardrail
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization
internal import Tokens

/// Opens the backend's side for a client that asks for a WebSocket.
struct SessionOpener: Sendable {
  let shared: GatewayShared
  let key: TokenKey
  let upstream: Upstream
  let budget: BufferBudget
  private let numbers = ConnectionNumbers()

  init(shared: GatewayShared, key: TokenKey, upstream: Upstream, budget: BufferBudget) {
    self.shared = shared
    self.key = key
    self.upstream = upstream
    self.budget = budget
  }

  /// How the request of a new channel is answered; on its event loop.
  func negotiation(on loop: any EventLoop) -> WebSocketListener.Negotiation {
    let activity = NIOLoopBound(SessionActivity(), eventLoop: loop)
    return WebSocketListener.Negotiation(
      decide: { request, channel in decide(request, channel, activity) },
      open: { channel in try end(on: channel, .server, activity) })
  }

  private func end(
    on channel: any Channel, _ role: MessageHandler.Role,
    _ activity: NIOLoopBound<SessionActivity>
  ) throws -> SocketEnd {
    let activity = activity.value
    return try SocketEnd(
      on: channel, role: role, limits: shared.settings.webSocket, budget: budget,
      isBusy: { activity.openResponses > 0 })
  }

  private func decide(
    _ request: UpgradeRequest, _ channel: any Channel, _ activity: NIOLoopBound<SessionActivity>
  ) -> EventLoopFuture<UpgradeDecision> {
    let loop = channel.eventLoop
    let number = numbers.next()
    let models: ConnectionModels
    do throws(HTTPAnswer) {
      models = try ConnectionModels(
        query: request.query, served: shared.guardrail.settings.models)
    } catch {
      logRefusal(number, error, isOwn: true)
      return loop.makeSucceededFuture(.refuse(error))
    }
    let start = SessionStart(
      number: number, models: models.allowed, principal: principal(request), activity: activity)
    return upstream.dial(
      query: models.query, headers: HeaderPolicy.passing(request.headers), on: loop,
      unless: channel.closeFuture,
      open: { channel in try end(on: channel, .client, activity) }
    ).map { answer in
      switch answer {
      case .opened(let backend, let headers):
        return .accept(headers, .backend(backend, start))
      case .refused(let answer, let isOwn):
        if channel.isActive {
          logRefusal(number, answer, isOwn: isOwn)
        } else {
          shared.logger.info("connection abandoned", metadata: ["connection": "\(number)"])
        }
        return .refuse(answer)
      }
    }
  }

  private func logRefusal(_ number: Int, _ answer: HTTPAnswer, isOwn: Bool) {
    shared.logger.info(
      "connection refused",
      metadata: [
        "connection": "\(number)", "status": "\(answer.status.code)",
        "by": isOwn ? "maskwire" : "backend",
      ])
  }

  /// A client that names no one is a principal of its own.
  private func principal(_ request: UpgradeRequest) -> [UInt8] {
    if let named = shared.settings.principal.principal(request.headers, key: key) { return named }
    var random = SystemRandomNumberGenerator()
    let name = String(random.next(), radix: 16) + String(random.next(), radix: 16)
    return key.principal(name, by: "connection")
  }
}

/// Numbers for the connections of a process.
private final class ConnectionNumbers: Sendable {
  private let last = Atomic(0)

  func next() -> Int { last.add(1, ordering: .relaxed).newValue }
}
