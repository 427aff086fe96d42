/// What is known of every match of a part of an expression.
struct ExpressionNeeds {
  /// What it can match, if that is a few short strings: each a row of sets of bytes. Nil if it is
  /// more than that.
  var rows: [[ByteSet]]?
  /// What the text of a match holds, beside these rows.
  var needs: [TextNeed] = []
  /// What it begins with; nil if that may be anything.
  var heads: ExpressionHeads?

  /// Most strings, and most bytes of one, that are told apart.
  private static let mostRows = 24
  private static let longestRow = 8

  /// It takes no text.
  static let nothing = ExpressionNeeds(rows: [[]], heads: .nothing)
  /// It may match anything.
  static let anything = ExpressionNeeds(rows: nil)

  /// One byte of a set.
  static func byte(_ set: ByteSet) -> ExpressionNeeds {
    ExpressionNeeds(rows: [[set]], heads: .byte(set))
  }

  /// All needs, those of the rows too.
  private var all: [TextNeed] {
    guard let rows, let need = TextNeed(rows: rows) else { return needs }
    return needs + [need]
  }

  /// One after the other.
  static func sequence(_ parts: [ExpressionNeeds]) -> ExpressionNeeds {
    var result = ExpressionNeeds.nothing
    for part in parts { result.heads = result.heads?.followed(by: part.heads) }
    // What stands last, without a gap.
    var run: [[ByteSet]] = [[]]
    var isWhole = true
    func end() {
      if let need = TextNeed(rows: run) { result.needs.append(need) }
      isWhole = false
    }
    for part in parts {
      result.needs.append(contentsOf: part.needs)
      guard let rows = part.rows else {
        end()
        run = [[]]
        continue
      }
      if let longer = product(run, rows) {
        run = longer
      } else {
        end()
        run = rows
      }
    }
    if !isWhole { end() }
    result.rows = isWhole ? run : nil
    return result
  }

  private static func product(_ left: [[ByteSet]], _ right: [[ByteSet]]) -> [[ByteSet]]? {
    guard left.count * right.count <= mostRows else { return nil }
    let rows = left.flatMap { row in right.map { row + $0 } }
    return rows.allSatisfy { $0.count <= longestRow } ? rows : nil
  }

  /// One of them.
  static func choice(_ parts: [ExpressionNeeds]) -> ExpressionNeeds {
    var result = ExpressionNeeds.anything
    result.heads = ExpressionHeads.choice(parts.map(\.heads))
    let rows = parts.compactMap(\.rows)
    if rows.count == parts.count, rows.reduce(0, { $0 + $1.count }) <= mostRows {
      result.rows = Array(rows.joined())
    }
    // Each of them needs something: one of these things is there.
    let best = parts.compactMap { part in part.all.min { $0.frequency < $1.frequency } }
    if best.count == parts.count {
      let need = TextNeed(windows: best.flatMap(\.windows))
      if need.windows.count <= TextNeed.mostWindows { result.needs = [need] }
    }
    return result
  }

  /// It, so many times.
  func repeated(least: Int, most: Int?) -> ExpressionNeeds {
    var result = textRepeated(least: least, most: most)
    result.heads = heads?.repeated(least: least, most: most)
    return result
  }

  private func textRepeated(least: Int, most: Int?) -> ExpressionNeeds {
    if least == 0 {
      guard most == 1, let rows, rows.count < Self.mostRows else { return .anything }
      return ExpressionNeeds(rows: rows + [[]])
    }
    guard var run = rows else { return ExpressionNeeds(rows: nil, needs: needs) }
    let once = run
    var times = 1
    while times < least, let longer = Self.product(run, once) {
      run = longer
      times += 1
    }
    if times == most { return ExpressionNeeds(rows: run, needs: needs) }
    return ExpressionNeeds(
      rows: nil, needs: needs + (TextNeed(rows: run).map { [$0] } ?? []))
  }

  /// It stands there, but takes no text.
  var asLookaround: ExpressionNeeds {
    ExpressionNeeds(rows: [[]], needs: all, heads: .nothing)
  }

  /// The needs of a whole expression, the rarest first.
  var ofExpression: [TextNeed] { all.sorted { $0.frequency < $1.frequency } }
}
