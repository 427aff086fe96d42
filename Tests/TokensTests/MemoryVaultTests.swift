import Testing
import Tokens

@Suite struct MemoryVaultTests {
  private let jane = Array("jane".utf8)
  private let bob = Array("bob".utf8)

  private func name(_ text: String) -> TokenName { TokenName(bytes: Array(text.utf8)) }

  @Test func `a stored value comes back, and storing it again is no conflict`() throws {
    let vault = MemoryVault()
    #expect(try vault.store([1], as: name("E_A"), for: jane))
    #expect(try vault.store([1], as: name("E_A"), for: jane))
    #expect(vault.value(of: name("E_A"), for: jane) == [1])
    #expect(vault.value(of: name("E_B"), for: jane) == nil)
  }

  @Test func `a name that another value has is not taken from it`() throws {
    let vault = MemoryVault()
    #expect(try vault.store([1], as: name("E_A"), for: jane))
    #expect(try !vault.store([2], as: name("E_A"), for: jane))
    #expect(vault.value(of: name("E_A"), for: jane) == [1])
  }

  @Test func `principals do not see each other's values`() throws {
    let vault = MemoryVault()
    #expect(try vault.store([1], as: name("E_A"), for: jane))
    #expect(vault.value(of: name("E_A"), for: bob) == nil)
    #expect(try vault.store([2], as: name("E_A"), for: bob))
    #expect(vault.value(of: name("E_A"), for: jane) == [1])
    #expect(vault.value(of: name("E_A"), for: bob) == [2])
  }

  @Test func `at the limit of a principal a new value is refused and nothing is stored`() throws {
    var limits = MemoryVault.Limits()
    limits.valuesPerPrincipal = 2
    let vault = MemoryVault(limits: limits)
    #expect(try vault.store([1], as: name("E_A"), for: jane))
    #expect(try vault.store([2], as: name("E_B"), for: jane))
    #expect(throws: VaultFull.self) { try vault.store([3], as: name("E_C"), for: jane) }
    #expect(vault.value(of: name("E_C"), for: jane) == nil)
    // What is there stays usable, and others have their own limit.
    #expect(try vault.store([1], as: name("E_A"), for: jane))
    #expect(try !vault.store([9], as: name("E_A"), for: jane))
    #expect(try vault.store([3], as: name("E_C"), for: bob))
  }

  @Test func `a limit of nothing stores nothing`() {
    var limits = MemoryVault.Limits()
    limits.valuesPerPrincipal = 0
    let vault = MemoryVault(limits: limits)
    #expect(throws: VaultFull.self) { try vault.store([1], as: name("E_A"), for: jane) }
  }

  @Test func `the default limit is 200,000 values`() {
    #expect(MemoryVault.Limits().valuesPerPrincipal == 200_000)
  }

  @Test func `many tasks at once agree on who has a name`() async throws {
    let vault = MemoryVault()
    let principal = jane
    let shared = name("E_A")
    let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<64 {
        group.addTask { try vault.store([UInt8(task)], as: shared, for: principal) }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(wins == 1)
  }
}
