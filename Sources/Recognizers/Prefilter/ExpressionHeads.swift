/// What the matches of a part of an expression begin with: up to three bytes in a row.
struct ExpressionHeads {
  private struct Head {
    var sets: [ByteSet] = []
    /// Whether the part may be over here, so that what follows it comes next.
    var isOver = true
  }

  private var heads: [Head]

  /// Most beginnings, and most bytes of one, that are told apart.
  private static let mostHeads = 48
  private static let longest = 3

  /// It takes no text.
  static let nothing = ExpressionHeads(heads: [Head()])

  /// One byte of a set.
  static func byte(_ set: ByteSet) -> ExpressionHeads {
    ExpressionHeads(heads: [Head(sets: [set])])
  }

  /// One of them; nil if one may begin with anything.
  static func choice(_ parts: [ExpressionHeads?]) -> ExpressionHeads? {
    var heads: [Head] = []
    for part in parts {
      guard let part else { return nil }
      heads.append(contentsOf: part.heads)
    }
    return heads.count <= mostHeads ? ExpressionHeads(heads: heads) : nil
  }

  /// It and then something else, which may be anything if it is nil.
  func followed(by next: ExpressionHeads?) -> ExpressionHeads {
    var result: [Head] = []
    for head in heads {
      guard head.isOver, let next else {
        result.append(Head(sets: head.sets, isOver: false))
        continue
      }
      for other in next.heads {
        let sets = Array((head.sets + other.sets).prefix(Self.longest))
        result.append(Head(sets: sets, isOver: other.isOver && sets.count < Self.longest))
      }
    }
    guard result.count <= Self.mostHeads else { return closed }
    return ExpressionHeads(heads: result)
  }

  /// What follows may be anything.
  private var closed: ExpressionHeads {
    ExpressionHeads(heads: heads.map { Head(sets: $0.sets, isOver: false) })
  }

  /// It, so many times.
  func repeated(least: Int, most: Int?) -> ExpressionHeads {
    var result = ExpressionHeads.nothing
    for _ in 0..<min(least, Self.longest) { result = result.followed(by: self) }
    guard least < Self.longest, most != least else { return result }
    if most == 1 { return ExpressionHeads(heads: heads + Self.nothing.heads) }
    // It may be over after the least, or go on with the same.
    let longer = result.followed(by: closed)
    return ExpressionHeads(heads: result.heads + longer.heads)
  }

  /// The beginnings as a need; nil if they say nothing.
  var need: TextNeed? { TextNeed(rows: heads.map(\.sets)) }
}
