import ArgumentParser
import Gateway

/// The limits of `serve`.
struct LimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Most bytes of a message (default 67108864); more closes the connection with 1009.",
      valueName: "bytes"))
  var maxFrameBytes: [Int] = []

  @Option(
    help: ArgumentHelp(
      "Most bytes that the process buffers for all connections (default 536870912); the one that "
        + "would buffer more is closed with 1013.", valueName: "bytes"))
  var maxBufferedBytes: [Int] = []

  @Option(
    help: ArgumentHelp(
      "Seconds in which the backend must have answered an upgrade (default 10); then the client "
        + "gets 504.", valueName: "seconds"))
  var connectSeconds: [Int] = []

  @Option(
    help: ArgumentHelp(
      "Seconds between pings to each side (default 20); 0 for none.", valueName: "seconds"))
  var pingSeconds: [Int] = []

  @Option(
    help: ArgumentHelp(
      "Seconds after which a ping without answer is missed (default 20). It closes the connection "
        + "only while a response is in flight or bytes to that side are unsent.",
      valueName: "seconds"))
  var pongSeconds: [Int] = []

  @Option(
    help: ArgumentHelp(
      "Seconds after a request without any event from the backend after which the log and the "
        + "client are told (default 0: never).", valueName: "seconds"))
  var firstEventSeconds: [Int] = []

  /// Sets the limits that are given.
  func apply(to settings: inout GatewaySettings) throws {
    // A frame of the WebSocket protocol may be longer; the library that reads it takes no more.
    let mostFrameBytes = Int(UInt32.max)
    if let bytes = try value(maxFrameBytes, "--max-frame-bytes", 1_024...mostFrameBytes) {
      settings.webSocket.frameBytes = bytes
    }
    if let bytes = try value(maxBufferedBytes, "--max-buffered-bytes", 1_024...Int.max) {
      settings.webSocket.bufferedBytes = bytes
    }
    if let seconds = try seconds(connectSeconds, "--connect-seconds", from: 1) {
      settings.connectSeconds = seconds
    }
    if let seconds = try seconds(pingSeconds, "--ping-seconds", from: 0) {
      settings.webSocket.pingSeconds = seconds
    }
    if let seconds = try seconds(pongSeconds, "--pong-seconds", from: 1) {
      settings.webSocket.pongSeconds = seconds
    }
    if let seconds = try seconds(firstEventSeconds, "--first-event-seconds", from: 0) {
      settings.firstEventSeconds = seconds
    }
    guard settings.webSocket.bufferedBytes / 2 >= settings.webSocket.frameBytes else {
      throw ValidationError(
        "--max-buffered-bytes is less than twice --max-frame-bytes: a frame is held as it came and "
          + "as it goes on, so none of that size could pass.")
    }
  }

  private func seconds(_ values: [Int], _ flag: String, from least: Int) throws -> Int64? {
    try value(values, flag, least...86_400).map(Int64.init)
  }

  private func value(
    _ values: [Int], _ flag: String, _ range: ClosedRange<Int>
  ) throws -> Int? {
    guard let value = try Single.value(values, flag) else { return nil }
    guard range.contains(value) else {
      throw ValidationError(
        "\(flag) must be a number from \(range.lowerBound) to \(range.upperBound).")
    }
    return value
  }
}
