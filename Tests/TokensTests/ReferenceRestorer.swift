import Tokens

/// Restoring, written the naive way: the whole text at once, each known token searched for.
///
/// In JSON source it follows the strings of the text, and in one it escapes what it puts in.
struct ReferenceRestorer {
  let values: [String: String]
  let isSource: Bool

  func restore(_ text: String) -> String {
    var rest = Array(text.unicodeScalars)[...]
    var output = String.UnicodeScalarView()
    var inString = false
    while let next = rest.first {
      if let (token, value) = token(at: rest, inString: inString) {
        output += inString ? escaped(value).unicodeScalars : value.unicodeScalars
        rest = rest.dropFirst(token)
        continue
      }
      output.append(next)
      rest.removeFirst()
      if isSource, next == "\"" { inString.toggle() }
      if inString, next == "\\", let escaped = rest.first, escaped != "<" {
        output.append(escaped)
        rest.removeFirst()
      }
    }
    return String(output)
  }

  private func token(
    at rest: ArraySlice<Unicode.Scalar>, inString: Bool
  ) -> (count: Int, value: String)? {
    let open = inString ? ["<", "\\u003c", "\\u003C"] : ["<"]
    let close = inString ? [">", "\\u003e", "\\u003E"] : [">"]
    for first in open where rest.starts(with: first.unicodeScalars) {
      let inner = rest.dropFirst(first.unicodeScalars.count)
      for (name, value) in values where inner.starts(with: name.unicodeScalars) {
        let behind = inner.dropFirst(name.unicodeScalars.count)
        for last in close where behind.starts(with: last.unicodeScalars) {
          return ((first + name + last).unicodeScalars.count, value)
        }
      }
    }
    return nil
  }

  private func escaped(_ value: String) -> String {
    var output = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case "\u{1}": output += "\\u0001"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}
