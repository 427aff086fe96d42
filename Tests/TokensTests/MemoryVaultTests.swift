import Testing
import Tokens

@Suite struct MemoryVaultTests {
  private let jane = Array("jane".utf8)
  private let bob = Array("bob".utf8)

  private func name(_ text: String) -> TokenName { TokenName(bytes: Array(text.utf8)) }

  private func value(_ byte: UInt8) -> StoredValue { StoredValue(bytes: [byte]) }

  private func limits(_ change: (inout MemoryVault.Limits) -> Void) -> MemoryVault.Limits {
    var limits = MemoryVault.Limits()
    change(&limits)
    return limits
  }

  @Test func `a stored value comes back, and storing it again is no conflict`() throws {
    let vault = MemoryVault()
    #expect(try vault.store(value(1), as: name("E_A"), for: jane, at: 0))
    #expect(try vault.store(value(1), as: name("E_A"), for: jane, at: 0))
    #expect(vault.pin(name("E_A"), for: jane, at: 0) == value(1))
    #expect(vault.pin(name("E_B"), for: jane, at: 0) == nil)
    #expect(vault.count == 1)
  }

  @Test func `a name that another value has is not taken from it`() throws {
    let vault = MemoryVault()
    #expect(try vault.store(value(1), as: name("E_A"), for: jane, at: 0))
    #expect(try !vault.store(value(2), as: name("E_A"), for: jane, at: 0))
    #expect(vault.pin(name("E_A"), for: jane, at: 0) == value(1))
  }

  @Test func `a number and a text of the same digits are two values`() throws {
    let vault = MemoryVault()
    let number = StoredValue(bytes: [0x37], isNumber: true)
    #expect(try vault.store(number, as: name("E_A"), for: jane, at: 0))
    #expect(try !vault.store(StoredValue(bytes: [0x37]), as: name("E_A"), for: jane, at: 0))
  }

  @Test func `principals do not see each other's values and lineages`() throws {
    let vault = MemoryVault()
    #expect(try vault.store(value(1), as: name("E_A"), for: jane, at: 0))
    #expect(vault.pin(name("E_A"), for: bob, at: 0) == nil)
    #expect(try vault.store(value(2), as: name("E_A"), for: bob, at: 0))
    #expect(vault.pin(name("E_A"), for: jane, at: 0) == value(1))
    let turn = Lineage.turn(names: [name("E_A")], parents: [], scope: nil)
    vault.record(turn, under: .response([1]), for: jane, at: 0)
    #expect(vault.lineage(of: .response([1]), for: jane, at: 0) === turn)
    #expect(vault.lineage(of: .response([1]), for: bob, at: 0) == nil)
    #expect(vault.lineage(of: .item([1]), for: jane, at: 0) == nil)
  }

  @Test func `at the limit the least recent value goes, and none that is pinned`() throws {
    let vault = MemoryVault(limits: limits { $0.valuesPerPrincipal = 2 })
    #expect(try vault.store(value(1), as: name("E_A"), for: jane, at: 0))
    #expect(try vault.store(value(2), as: name("E_B"), for: jane, at: 1))
    #expect(throws: VaultFull.self) {
      try vault.store(value(3), as: name("E_C"), for: jane, at: 2)
    }
    #expect(vault.pin(name("E_C"), for: jane, at: 2) == nil)
    // Others have their own limit.
    #expect(try vault.store(value(3), as: name("E_C"), for: bob, at: 2))
    vault.unpin([name("E_B")], for: jane, at: 3)
    vault.unpin([name("E_A")], for: jane, at: 4)
    #expect(try vault.store(value(3), as: name("E_C"), for: jane, at: 5))
    #expect(vault.pin(name("E_B"), for: jane, at: 5) == nil)
    #expect(vault.pin(name("E_A"), for: jane, at: 5) == value(1))
  }

  @Test func `a value with two pins stays until both are taken back`() throws {
    let vault = MemoryVault(limits: limits { $0.valuesPerPrincipal = 1 })
    #expect(try vault.store(value(1), as: name("E_A"), for: jane, at: 0))
    #expect(vault.pin(name("E_A"), for: jane, at: 0) != nil)
    vault.unpin([name("E_A")], for: jane, at: 0)
    #expect(throws: VaultFull.self) {
      try vault.store(value(2), as: name("E_B"), for: jane, at: 0)
    }
    vault.unpin([name("E_A")], for: jane, at: 0)
    #expect(try vault.store(value(2), as: name("E_B"), for: jane, at: 0))
  }

  @Test func `what was not used for its time to live is forgotten unless it is pinned`() throws {
    let vault = MemoryVault(limits: limits { $0.secondsToLive = 10 })
    #expect(try vault.store(value(1), as: name("E_A"), for: jane, at: 0))
    #expect(try vault.store(value(2), as: name("E_B"), for: jane, at: 0))
    vault.record(
      Lineage.turn(names: [], parents: [], scope: nil), under: .response([1]), for: jane, at: 0)
    vault.unpin([name("E_A")], for: jane, at: 0)
    #expect(vault.pin(name("E_A"), for: jane, at: 10) == value(1))
    vault.unpin([name("E_A")], for: jane, at: 10)
    #expect(vault.pin(name("E_A"), for: jane, at: 21) == nil)
    #expect(vault.pin(name("E_B"), for: jane, at: 21) == value(2))
    #expect(vault.lineage(of: .response([1]), for: jane, at: 21) == nil)
    #expect(vault.count == 1)
  }

  @Test func `at the limit of the process whoever has most lets a value go`() throws {
    let vault = MemoryVault(limits: limits { $0.vaultValues = 3 })
    for byte in UInt8(0)..<2 {
      #expect(try vault.store(value(byte), as: name("E_\(byte)"), for: jane, at: 0))
      vault.unpin([name("E_\(byte)")], for: jane, at: 0)
    }
    #expect(try vault.store(value(7), as: name("E_A"), for: bob, at: 0))
    #expect(try vault.store(value(8), as: name("E_B"), for: bob, at: 0))
    #expect(vault.count == 3)
    #expect(vault.pin(name("E_0"), for: jane, at: 0) == nil)
    #expect(vault.pin(name("E_A"), for: bob, at: 0) == value(7))
  }

  @Test func `many tasks at once agree on who has a name`() async throws {
    let vault = MemoryVault()
    let principal = jane
    let shared = name("E_A")
    let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<64 {
        group.addTask {
          try vault.store(StoredValue(bytes: [UInt8(task)]), as: shared, for: principal, at: 0)
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(wins == 1)
  }
}
