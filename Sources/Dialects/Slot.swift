/// What stands at a path of a frame, which decides what is done with it.
public enum Slot: Sendable, Equatable {
  /// A whole text: masked on its way out, restored on its way back.
  case text(TextForm, Sink)
  /// A piece of a text that arrives in several events of one stream.
  case delta(TextForm, Sink)
  /// An id, an enumeration or a name that the API dispatches on: passes while it is of the class,
  /// and is text otherwise.
  case structural(CharacterClass)
  /// Ciphertext, media or a credential in a slot made for it: never read, never changed.
  case opaque
  /// A number that the API defines.
  case number
  /// Any JSON: each string in it, keys too, is text for this sink.
  case json(Sink)
  /// A URL that the provider fetches.
  case fetchableURL
  /// A data URL, or the base64 of a file.
  case fileData
  /// A URL that the provider fetches, or a data URL.
  case fetchableOrData
  /// The value of an HTTP header: a credential or text, by the name of the header.
  case header
  /// The log probabilities of the text beside them: emptied where that text changes.
  case logProbabilities
  /// An offset, in code points, into the text of the part: shifted where that text changes.
  case offset(Edge)

  /// Which side of a range an offset marks.
  public enum Edge: Sendable {
    case start, end
  }
}

/// How a text is to be read.
public enum TextForm: Sendable, Equatable {
  /// As it is.
  case plain
  /// A patch: as it is, and a URL in it is nothing that anybody follows.
  case patch
  /// The source of a JSON text, of which the strings are read.
  case source
  /// The output of a tool: source if the whole of it is a JSON object or array.
  case sourceIfWhole
  /// The same where a client sends it; what a backend streams is read as it is, in deltas and whole.
  case sourceIfSentWhole
  /// A name that tells users apart: it keeps one scope and stays within 64 characters.
  case identity
  /// What the model writes: source if its response was asked for JSON.
  case sourceIfAsked
}

/// Where a text that is restored goes to.
public enum Sink: String, Sendable, CaseIterable {
  /// Text for people.
  case prose
  /// Input of functions, custom tools, patches and computer actions, run at the client.
  case arguments
  /// Tools that the provider runs: its own, MCP servers, the code interpreter.
  case hosted
  /// Command lines.
  case shell
  /// What the model thinks.
  case reasoning
  /// Error messages.
  case error
}

/// The characters that a structural value is made of.
public struct CharacterClass: Sendable, Equatable {
  /// Most bytes of a value.
  public let longest: Int

  /// `[A-Za-z0-9_.:/=-]{1,512}`.
  public static let identifier = CharacterClass(longest: 512)

  /// Whether a string, decoded, is of this class.
  public func contains(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 1, text.count <= longest else { return false }
    for index in text.indices {
      switch text[index] {
      case 0x41...0x5A, 0x61...0x7A, 0x30...0x3A, 0x2D...0x2F, 0x5F, 0x3D: continue
      default: return false
      }
    }
    return true
  }
}
