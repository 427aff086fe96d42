import NIOCore
import NIOEmbedded
import NIOWebSocket
import Testing

@testable import Gateway

/// Frames of one socket, without a socket.
@Suite struct MessageHandlerTests {
  @Test func fragmentsAreJoined() throws {
    let socket = try Socket(.server)
    try socket.receive(.text, "{\"a\":\"\u{E9}", isLast: false)
    try socket.receive(.ping, "p")
    try socket.receive(.continuation, "", isLast: false)
    try socket.receive(.continuation, "\"}")
    #expect(try socket.messages() == ["text {\"a\":\"\u{E9}\"}"])
    #expect(try socket.sent() == ["pong p"])
  }

  @Test func aBatchHoldsAReadAndItsBytesAreCounted() throws {
    let socket = try Socket(.server)
    try socket.receive(.text, "{}", isReadOver: false)
    try socket.receive(.pong, "not held", isReadOver: false)
    try socket.receive(.binary, "abc")
    let batch = try #require(try socket.channel.readInbound(as: WebSocketBatch.self))
    #expect(batch.messages.count == 2)
    #expect(batch.heldBytes == 5)
    #expect(try socket.channel.readInbound(as: WebSocketBatch.self) == nil)
  }

  @Test(arguments: [
    (MessageHandler.Role.server, false), (.client, true),
  ])
  func masking(role: MessageHandler.Role, isMasked: Bool) throws {
    let socket = try Socket(role)
    try socket.receive(Part(.text, "{}"), isMasked: isMasked)
    #expect(try socket.sent() == ["close 1002"])
    #expect(try socket.messages() == ["close 1002 own"])
  }

  @Test(arguments: [
    ([Part(.continuation, "x")], 1002),
    ([Part(.text, "{", isLast: false), Part(.text, "}")], 1002),
    ([Part(.text, "{", isLast: false), Part(.binary, "}")], 1002),
    ([Part(.unknownNonControl, "")], 1002),
    ([Part(.unknownControl, "")], 1002),
    ([Part(.text, "x", reserved: .rsv1)], 1002),
    ([Part(.ping, "x", reserved: .rsv3)], 1002),
    ([Part(.connectionClose, "\u{3}")], 1002),
    ([Part(.text, bytes: [0xFF])], 1007),
    ([Part(.text, bytes: [0xC3], isLast: false), Part(.continuation, bytes: [0x28])], 1007),
    ([Part(.connectionClose, bytes: [3, 0xE8, 0xFF])], 1007),
    ([Part(.text, "123456", isLast: false), Part(.continuation, "78901", isLast: false)], 1009),
  ])
  func violations(parts: [Part], code: Int) throws {
    let socket = try Socket(.server)
    for part in parts { try socket.receive(part) }
    #expect(try socket.sent() == ["close \(code)"])
    #expect(try socket.messages() == ["close \(code) own"])
    // Nothing that follows is looked at.
    try socket.receive(.text, "{}")
    try socket.receive(.ping, "p")
    #expect(try socket.messages().isEmpty)
    #expect(try socket.sent().isEmpty)
  }

  @Test func aCloseIsAnsweredAndHandedOnAfterWhatCameBefore() throws {
    let socket = try Socket(.server)
    try socket.receive(.text, "{}", isReadOver: false)
    try socket.receive(Part(.connectionClose, bytes: [0x0F, 0xA0] + Array("bye".utf8)))
    #expect(try socket.messages() == ["text {}", "close 4000"])
    #expect(try socket.sent() == ["close 4000"])
    #expect(!socket.channel.isActive)
  }

  @Test func aCloseWithoutAnswerEnds() throws {
    let socket = try Socket(.client)
    try socket.channel.writeOutbound([
      WebSocketMessage.text(ByteBuffer(string: "{}")), .close(.normal),
    ])
    #expect(try socket.sent() == ["text {}", "close 1000"])
    socket.loop.advanceTime(by: .seconds(4))
    #expect(socket.channel.isActive)
    socket.loop.advanceTime(by: .seconds(2))
    #expect(!socket.channel.isActive)
  }

  /// Whether a response is in flight, whether the pings are answered, whether the socket is read,
  /// and whether the connection stays.
  @Test(arguments: [
    (false, false, true, true), (true, false, true, false), (true, true, true, true),
    (true, false, false, true),
  ])
  func pings(isBusy: Bool, answers: Bool, isRead: Bool, stays: Bool) throws {
    let socket = try Socket(.server, isBusy: isBusy)
    for _ in 0..<5 {
      socket.loop.advanceTime(by: .seconds(20))
      if answers { try socket.receive(.pong, "") }
      if !isRead { socket.channel.pipeline.fireChannelReadComplete() }
      if isRead { socket.channel.pipeline.read() }
      socket.loop.advanceTime(by: .seconds(20))
    }
    let sent = try socket.sent()
    #expect(sent.contains("ping "))
    #expect(sent.contains("close 1011") == !stays)
    #expect(socket.handler.missedPongs == (answers || !isRead ? 0 : stays ? 5 : 1))
  }

  @Test func theBudgetEnds() throws {
    let budget = BufferBudget(bytes: 100)
    let socket = try Socket(.server, budget: budget)
    let other = BufferAccount(budget)
    #expect(other.take(95))
    socket.channel.pipeline.fireUserInboundEventTriggered(BufferMeter.Exceeded())
    #expect(try socket.sent() == ["close 1013"])
    let third = try Socket(.server, budget: budget)
    _ = try? third.channel.writeOutbound([WebSocketMessage.text(ByteBuffer(string: "123456"))])
    #expect(try third.sent() == ["close 1013"])
    other.give(95)
    #expect(budget.bytes == 0)
  }
}

/// A frame that comes.
struct Part: Sendable {
  let opcode: WebSocketOpcode
  let bytes: [UInt8]
  let isLast: Bool
  let reserved: WebSocketFrame.ReservedBits

  init(
    _ opcode: WebSocketOpcode, bytes: [UInt8], isLast: Bool = true,
    reserved: WebSocketFrame.ReservedBits = []
  ) {
    self.opcode = opcode
    self.bytes = bytes
    self.isLast = isLast
    self.reserved = reserved
  }

  init(
    _ opcode: WebSocketOpcode, _ text: String, isLast: Bool = true,
    reserved: WebSocketFrame.ReservedBits = []
  ) {
    self.init(opcode, bytes: Array(text.utf8), isLast: isLast, reserved: reserved)
  }
}

extension WebSocketOpcode {
  static var unknownNonControl: WebSocketOpcode {
    WebSocketOpcode(encodedWebSocketOpcode: 3) ?? .text
  }
  static var unknownControl: WebSocketOpcode {
    WebSocketOpcode(encodedWebSocketOpcode: 11) ?? .text
  }
}

/// A handler on a channel of its own with a peer, and what goes in and out of it, in words.
private struct Socket {
  let loop = EmbeddedEventLoop()
  let channel: EmbeddedChannel
  let handler: MessageHandler
  private let peer: EmbeddedChannel
  private let isMasked: Bool

  init(
    _ role: MessageHandler.Role, isBusy: Bool = false,
    budget: BufferBudget = BufferBudget(bytes: 1000)
  ) throws {
    isMasked = role == .server
    var limits = WebSocketLimits()
    limits.frameBytes = 10
    let account = BufferAccount(budget)
    let meter = BufferMeter(account)
    handler = MessageHandler(role, limits, account, meter, isBusy: { isBusy })
    channel = EmbeddedChannel(
      handlers: [
        meter, ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: limits.frameBytes)),
        WebSocketFrameEncoder(), handler,
      ], loop: loop)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    peer = EmbeddedChannel(
      handlers: [WebSocketFrameEncoder(), ByteToMessageHandler(WebSocketFrameDecoder())])
  }

  func receive(_ part: Part, isReadOver: Bool = true, isMasked: Bool? = nil) throws {
    let masks = isMasked ?? self.isMasked
    var frame = WebSocketFrame(
      fin: part.isLast, opcode: part.opcode, maskKey: masks ? [1, 2, 3, 4] : nil,
      data: ByteBuffer(bytes: part.bytes))
    frame.reservedBits = part.reserved
    try peer.writeOutbound(frame)
    while let bytes = try peer.readOutbound(as: ByteBuffer.self) {
      channel.pipeline.fireChannelRead(bytes)
    }
    if isReadOver { channel.pipeline.fireChannelReadComplete() }
  }

  func receive(
    _ opcode: WebSocketOpcode, _ text: String, isLast: Bool = true, isReadOver: Bool = true
  ) throws {
    try receive(Part(opcode, text, isLast: isLast), isReadOver: isReadOver)
  }

  /// What was handed on.
  func messages() throws -> [String] {
    var found: [String] = []
    while let batch = try channel.readInbound(as: WebSocketBatch.self) {
      for message in batch.messages {
        switch message {
        case .text(let data): found.append("text " + String(buffer: data))
        case .binary(let data): found.append("binary " + String(buffer: data))
        case .close(let closing):
          found.append("close \(closing.code ?? 1005)" + (closing.isOwn ? " own" : ""))
        }
      }
    }
    return found
  }

  /// What was written.
  func sent() throws -> [String] {
    while let bytes = try channel.readOutbound(as: ByteBuffer.self) { try peer.writeInbound(bytes) }
    var found: [String] = []
    while let frame = try peer.readInbound(as: WebSocketFrame.self) {
      let text = String(buffer: frame.unmaskedData)
      switch frame.opcode {
      case .text: found.append("text " + text)
      case .ping: found.append("ping " + text)
      case .pong: found.append("pong " + text)
      case .connectionClose:
        found.append("close \(frame.unmaskedData.getInteger(at: 0, as: UInt16.self) ?? 1005)")
      default: found.append("another")
      }
    }
    return found
  }
}
