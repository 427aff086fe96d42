/// Harmless text of the kinds that make careless patterns slow: 1 MiB each, always the same.
public enum BenignCorpus {
  /// One text and what it is.
  public struct Text: Sendable {
    /// What it is, for messages.
    public let name: String
    /// The text, UTF-8.
    public let bytes: [UInt8]
  }

  /// Bytes of each text.
  public static let textBytes = 1 << 20

  /// All texts.
  public static let all: [Text] = [
    Text(
      name: "base64",
      bytes: random("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")),
    Text(name: "hex", bytes: random("0123456789abcdef")),
    Text(name: "minified code", bytes: code()),
    Text(name: "prose of long words", bytes: prose()),
    Text(name: "text without spaces", bytes: unspaced()),
    Text(name: "command lines", bytes: commands()),
  ]

  private static func random(_ alphabet: String) -> [UInt8] {
    let letters = Array(alphabet.utf8)
    var generator = SplitMix64(seed: UInt64(letters.count))
    return (0..<textBytes).map { _ in letters[Int(generator.next() % UInt64(letters.count))] }
  }

  private static func code() -> [UInt8] {
    let pieces = [
      "function ", "(", "e,t,n", "){", "var ", "r=", "n(", "1)", ",o=", "this.", "props",
      ";return ",
      "a.b", ".c", "[0]", "===", "null", "?e:", "void 0", "\"use strict\"", "}", "=>", "{", "!0",
      "&&", "||", "i++", "for(", "x<", "length", ");", "catch(e){}", "0x1f", "1e3", "'", "\\n", "'",
    ].map { Array($0.utf8) }
    return joined(pieces, seed: 3)
  }

  private static func prose() -> [UInt8] {
    var generator = SplitMix64(seed: 4)
    let words = (0..<64).map { _ in
      let length = 20 + Int(generator.next() % 200)
      return (0..<length).map { _ in 0x61 + UInt8(generator.next() % 26) } + [0x20]
    }
    return joined(words, seed: 5)
  }

  /// Scripts that put no spaces between words, with Latin words and numbers in them.
  private static func unspaced() -> [UInt8] {
    let pieces = [
      "当然可以", "下面我们用", "写一个简单的程序", "来处理数据", "年", "月", "例如", "内存", "使用方法",
      "このプログラム", "を実行すると", "データ", "が表示されます", "ことができます", "สวัสดีครับ", "ข้อมูล",
      "การใช้งาน", "프로그램을", "실행하면", "데이터가", "Python", "API", "2024", "3", "v2", "🎉", "，", "、", "。",
    ].map { Array($0.utf8) }
    return joined(pieces, seed: 6)
  }

  /// Commands with many options, as a model writes them.
  private static func commands() -> [UInt8] {
    let pieces = [
      "curl", "git", "docker run", "mysql", "kubectl get pods", "ffmpeg -i", "psql", "tar czf",
      "ssh",
      " -X POST", " -H 'Content-Type: application/json'", " -d '{\"a\": 1}'", " --max-time 30",
      " -sS",
      " -o out.json", " https://acme.example/v1/items?page=2", " && ", " | jq .", " -e MODE=fast",
      " -v",
      " ./build:/app", " acme/image:1.2", " --verbose", " input.mp4", " -c:v libx264", " \\\n  ",
      " > log.txt",
    ].map { Array($0.utf8) }
    return joined(pieces, seed: 7)
  }

  private static func joined(_ pieces: [[UInt8]], seed: UInt64) -> [UInt8] {
    var generator = SplitMix64(seed: seed)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(textBytes + 256)
    while bytes.count < textBytes {
      bytes.append(contentsOf: pieces[Int(generator.next() % UInt64(pieces.count))])
    }
    while bytes.count > textBytes || bytes.last.map({ $0 >= 0x80 }) == true { bytes.removeLast() }
    return bytes
  }
}

/// Sebastiano Vigna's SplitMix64: the same numbers from a seed on every machine.
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
