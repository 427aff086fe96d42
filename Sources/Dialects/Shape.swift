/// One path of an object and what stands there.
///
/// Paths are written as in the facts: members with dots, `[*]` for the elements of an array, `.*`
/// for the members of a map whose keys are the caller's own, `{keys}` for those keys.
public struct Row: Sendable {
  let path: String
  let slot: Slot

  init(_ path: String, _ slot: Slot) {
    self.path = path
    self.slot = slot
  }
}

/// The rows of an object, and the shapes of objects inside it.
struct Shape: Sendable {
  /// A shape that stands at a path.
  struct Inclusion: Sendable {
    let path: String
    let shape: String
    let isEcho: Bool
  }

  /// Name by which others include it.
  let name: String
  /// Rows of every variant.
  var rows: [Row] = []
  var inclusions: [Inclusion] = []
  /// Rows by the value of the member `type`.
  var variants: [(type: String, rows: [Row], inclusions: [Inclusion])] = []
  /// The variant of an object without `type`.
  var untypedVariant: String?
}

extension Shape.Inclusion {
  /// Objects of that shape at a path.
  static func at(_ path: String, _ shape: String, echo: Bool = false) -> Shape.Inclusion {
    Shape.Inclusion(path: path, shape: shape, isEcho: echo)
  }
}

/// Rows of several groups as one list.
func rows(_ groups: [Row]...) -> [Row] { groups.flatMap { $0 } }

/// Rows of plain text for one sink.
func text(_ sink: Sink, _ paths: String...) -> [Row] {
  paths.map { Row($0, .text(.plain, sink)) }
}

/// Rows of text in a form of its own.
func text(_ form: TextForm, _ sink: Sink, _ paths: String...) -> [Row] {
  paths.map { Row($0, .text(form, sink)) }
}

/// Rows of ids, enumerations and dispatch names.
func structural(_ paths: String...) -> [Row] { paths.map { Row($0, .structural(.identifier)) } }

/// Rows of ciphertext, media and credentials.
func opaque(_ paths: String...) -> [Row] { paths.map { Row($0, .opaque) } }

/// Rows of numbers of the API.
func number(_ paths: String...) -> [Row] { paths.map { Row($0, .number) } }

/// Rows of arbitrary JSON.
func json(_ sink: Sink, _ paths: String...) -> [Row] { paths.map { Row($0, .json(sink)) } }

/// Rows of one slot.
func all(_ slot: Slot, _ paths: String...) -> [Row] { paths.map { Row($0, slot) } }
