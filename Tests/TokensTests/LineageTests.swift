import Testing
import Tokens

@Suite struct LineageTests {
  private func name(_ text: String) -> TokenName { TokenName(bytes: Array(text.utf8)) }

  @Test func `a turn that adds nothing is the one that it goes on from`() {
    let first = Lineage.turn(names: [name("A")], parents: [], scope: nil)
    #expect(Lineage.turn(names: [name("A")], parents: [first], scope: nil) === first)
    #expect(Lineage.turn(names: [], parents: [first, first], scope: nil) === first)
    let none = Lineage.turn(names: [], parents: [], scope: nil)
    #expect(Lineage.turn(names: [], parents: [none, first], scope: nil) === first)
    #expect(Lineage.turn(names: [], parents: [first], scope: [1]) !== first)
    #expect(Lineage.turn(names: [name("B")], parents: [first], scope: nil) !== first)
  }

  @Test func `a long line of turns holds all names`() {
    var turn = Lineage.turn(names: [], parents: [], scope: nil)
    for number in 0..<100 {
      turn = Lineage.turn(
        names: [name("N\(number)")], notes: [.delivered(name("N\(number)"))], parents: [turn],
        scope: nil)
    }
    let names = Set((0..<100).map { name("N\($0)") })
    #expect(turn.contents.names == names)
    #expect(turn.contents.notes.count == 100)
    let other = Lineage.turn(names: [name("X")], parents: [], scope: nil)
    let both = Lineage.turn(names: [], parents: [turn, other], scope: nil)
    #expect(both.contents.names == names.union([name("X")]))
  }

  @Test func `ancestors that are followed already are not read again`() {
    var followed = FollowedLineages()
    let first = Lineage.turn(names: [name("A")], parents: [], scope: nil)
    let second = Lineage.turn(names: [name("B")], parents: [first], scope: nil)
    let expected: [(Lineage, Set<TokenName>)] = [
      (first, [name("A")]), (second, [name("B")]), (second, []),
    ]
    for (lineage, names) in expected {
      let new = lineage.contents { followed.insert($0) }
      #expect(new.names == names)
    }
    let own = Lineage.turn(
      names: [name("C")], parents: [second], scope: nil, maker: followed.number)
    #expect(followed.contain(own))
    #expect(!FollowedLineages().contain(own))
  }

  @Test func `ids are known until many others are`() {
    var followed = FollowedLineages()
    followed.note(.item([1]))
    #expect(followed.know(.item([1])))
    #expect(!followed.know(.response([1])))
    for number in 0..<5_000 { followed.note(.item(Array("\(number)".utf8))) }
    #expect(!followed.know(.item([1])))
    #expect(followed.know(.item(Array("4999".utf8))))
  }
}
