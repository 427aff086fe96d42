internal import FrameJSON

/// A client frame by what it asks for.
enum EchoFrame {
  case create(EchoRequest)
  case steer(EchoSteer)
  /// Taken without an answer: `response.inject` and `response.processed`.
  case silent

  private static let types = [
    "response.create", "response.steer", "response.inject", "response.processed",
  ]
  /// Longest name of a lane in characters, as the API has it.
  private static let maximumStreamID = 256

  static func read(_ bytes: [UInt8], limits: FrameLimits) throws(EchoFault) -> EchoFrame {
    let document: EchoDocument
    do throws(FrameError) {
      document = try EchoDocument(bytes, limits: limits)
    } catch {
      throw EchoFault(error)
    }
    let streamID = try streamID(document)
    do throws(EchoFault) {
      return try read(document, streamID)
    } catch {
      var fault = error
      fault.streamID = streamID
      throw fault
    }
  }

  private static func read(
    _ document: EchoDocument, _ streamID: String
  ) throws(EchoFault) -> EchoFrame {
    switch document.text("type", of: 0) {
    case "response.create": return .create(try EchoRequest(document, streamID: streamID))
    case "response.steer": return .steer(EchoSteer(document))
    case "response.inject", "response.processed": return .silent
    case nil:
      throw EchoFault(
        "missing_required_parameter", "Missing required parameter: 'type'.", param: "type")
    default:
      let known = types.map { "'\($0)'" }.joined(separator: ", ")
      throw EchoFault(
        "invalid_value", "Invalid value for 'type'. Supported values are: \(known).",
        param: "type")
    }
  }

  private static func streamID(_ document: EchoDocument) throws(EchoFault) -> String {
    guard let index = document.member("stream_id", of: 0) else { return "" }
    let isString = document.kind(index) == .string
    let name = isString ? document.text(index) : ""
    let isValid = name.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      }
    }
    guard isValid, 1...maximumStreamID ~= name.utf8.count else {
      throw EchoFault(
        "invalid_stream_id",
        "Invalid 'stream_id': send 1 to \(maximumStreamID) letters, digits, '_', '-' and '.'.",
        param: "stream_id")
    }
    return name
  }
}
