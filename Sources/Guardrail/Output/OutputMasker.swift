internal import FrameJSON
internal import Recognizers
internal import Tokens

/// Masks what a model says, before the client's own tokens in it are restored.
///
/// Values that are put in afterwards are never looked at, and a value that the model writes itself
/// is masked even if the client once sent it.
final class OutputMasker {
  /// Whether deltas pass masked; else they are dropped.
  let masksDeltas: Bool
  private let output: OutputEngine
  private var masker: FrameMasker

  init(_ guardrail: Guardrail) {
    masksDeltas = guardrail.settings.outputMasking == .stream
    output = OutputEngine(guardrail)
    masker = FrameMasker(guardrail, engine: output.engine, output: output)
  }

  /// The event with what was found in it masked; nil if nothing was.
  ///
  /// - Parameters:
  ///   - tape: The event, read.
  ///   - root: The node of its root in the protocol table.
  ///   - asksForJSON: Whether output text is JSON, as the client asked.
  ///   - isDelta: Whether its `delta` is a piece of a stream, which is masked with the stream.
  /// - Throws: `Refusal` if it cannot be scanned; then nothing of it may pass.
  func mask(
    _ frame: [UInt8], _ tape: FrameTape, root: Int, asksForJSON: Bool, isDelta: Bool,
    _ tokens: ConnectionTokens
  ) throws(Refusal) -> [UInt8]? {
    let bytes = frame.span
    masker.tape = tape
    // The tape is the caller's: kept here it would be copied when that writes to it.
    defer { masker.tape = FrameTape() }
    output.begin(frameBytes: frame.count)
    masker.overwritten.removeAll(keepingCapacity: true)
    if isDelta, let delta = masker.tape.member(Names.delta, of: 0, in: bytes) {
      noteStreams(of: delta)
    }
    try masker.mask(bytes, root: root, asksForJSON: asksForJSON, tokens)
    return masker.edits.isEmpty ? nil : masker.edits.apply(to: bytes)
  }

  /// Notes the texts of a `delta`: they go through streams, or are lost.
  private func noteStreams(of delta: Int) {
    for index in delta..<masker.tape.values[delta].next
    where masker.tape.values[index].kind == .string { masker.overwritten.append(index) }
  }

  /// Masks the next piece of a stream.
  func mask(
    _ piece: Span<UInt8>, of stream: inout OutputStream, isLast: Bool, _ tokens: ConnectionTokens,
    into masked: inout [UInt8]
  ) throws(ScanFailure) {
    output.begin(frameBytes: piece.count)
    try stream.read(piece, isLast: isLast, output, tokens.reading, into: &masked)
  }

  /// Why a piece of a stream could not be scanned.
  func refusal(_ failure: ScanFailure) -> Refusal { masker.refusal(failure, param: nil) }

  /// Values that were masked since this was asked last, by entity.
  func takeMasked() -> [String: Int] { output.takeMasked() }
}

extension Span<UInt8> {
  /// Whether it is a name of letters and `_`, which nothing is found in.
  var isPlainName: Bool {
    for index in indices {
      let byte = self[index]
      guard 0x61...0x7A ~= byte | 0x20 || byte == UInt8(ascii: "_") else { return false }
    }
    return !isEmpty && count <= 64
  }
}
