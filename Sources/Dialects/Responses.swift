/// The table of the Responses API: every frame and event, and what stands at each of its paths.
///
/// Masking, restoring and the tests read this table and no other. A new event is a row here.
public enum Responses {
  /// The compiled table.
  public static let dialect = Dialect(
    shapes: [part, reasoningPart, toolOutputPart, annotation, item, tool, request, response],
    clientFrames: clientFrames, events: events, envelope: envelope)
}
