public import Guardrail
public import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Synchronization
public import Tokens

/// What all connections share.
struct GatewayShared: Sendable {
  let settings: GatewaySettings
  let guardrail: Guardrail
  let logger: Logger
  let recorder: Recorder?
  let largeFrames: LargeFrames
}

/// Stands between clients and a backend, over WebSocket on both sides.
public struct Gateway: Sendable {
  private let settings: GatewaySettings
  private let guardrail: Guardrail
  private let key: TokenKey
  private let logger: Logger

  /// Why a gateway cannot start; says what to do.
  public struct StartFailure: Error, Sendable, CustomStringConvertible {
    /// One sentence.
    public let description: String
  }

  /// A gateway.
  ///
  /// - Parameters:
  ///   - settings: What it is to do.
  ///   - guardrail: Masks and restores.
  ///   - key: Names principals; the key of the guardrail.
  ///   - logger: Gets a line for each connection and each response.
  public init(
    _ settings: GatewaySettings, guardrail: Guardrail, key: TokenKey, logger: Logger
  ) {
    self.settings = settings
    self.guardrail = guardrail
    self.key = key
    self.logger = logger
  }

  /// Serves until its task is cancelled.
  ///
  /// - Parameter onListening: Called with the port once connections are accepted.
  /// - Throws: `StartFailure`.
  public func run(onListening: @Sendable (Int) -> Void) async throws {
    let tls = try self.tls()
    let recorder = try self.recorder()
    let shared = GatewayShared(
      settings: settings, guardrail: guardrail, logger: logger, recorder: recorder,
      largeFrames: LargeFrames(guardrail, threads: settings.threads))
    let opener = SessionOpener(
      shared: shared, key: key,
      upstream: Upstream(
        url: settings.backend, connectSeconds: settings.connectSeconds, tls: tls),
      budget: BufferBudget(bytes: settings.webSocket.bufferedBytes))
    let group = MultiThreadedEventLoopGroup(numberOfThreads: settings.threads)
    let workspaces = LoopWorkspaces(group, guardrail)
    let listener = WebSocketListener(
      settings.listen, requestSeconds: settings.requestSeconds, group: group)
    do {
      try await listener.run(
        onListening: onListening,
        negotiate: { opener.negotiation(on: $0) },
        handle: { negotiated in
          guard case .backend(let backend, let start) = negotiated.peer else { return }
          await Session(
            shared, start, client: negotiated.client, backend: backend,
            workspace: workspaces.workspace(of: negotiated.client.channel.eventLoop)
          ).run()
        })
    } catch {
      await stop(group, shared)
      throw error
    }
    await stop(group, shared)
  }

  private func stop(_ group: MultiThreadedEventLoopGroup, _ shared: GatewayShared) async {
    await shared.recorder?.stop()
    await shared.largeFrames.stop()
    try? await group.shutdownGracefully()
  }

  private func tls() throws -> NIOSSLContext? {
    guard settings.backend.isSecure else { return nil }
    do {
      return try Upstream.tls(authority: settings.backendAuthority)
    } catch {
      throw StartFailure(
        description: "the certificates of the backend's authority cannot be read: give a PEM file")
    }
  }

  private func recorder() throws -> Recorder? {
    guard let path = settings.record else { return nil }
    do {
      return try Recorder(path: path, mostBytes: settings.recordBufferBytes, logger: logger)
    } catch {
      throw StartFailure(description: "the record \(path) cannot be written")
    }
  }
}

/// The memory in which the connections of each event loop are worked on.
struct LoopWorkspaces: Sendable {
  private let workspaces: [ObjectIdentifier: NIOLoopBoundBox<Workspace>]

  init(_ group: MultiThreadedEventLoopGroup, _ guardrail: Guardrail) {
    var workspaces: [ObjectIdentifier: NIOLoopBoundBox<Workspace>] = [:]
    for loop in group.makeIterator() {
      workspaces[ObjectIdentifier(loop)] = .makeBoxSendingValue(
        Workspace(guardrail), eventLoop: loop)
    }
    self.workspaces = workspaces
  }

  /// The workspace of the event loop that this is called on.
  func workspace(of loop: any EventLoop) -> Workspace {
    guard let box = workspaces[ObjectIdentifier(loop)] else {
      preconditionFailure("an event loop of another group")
    }
    return box.value
  }
}
