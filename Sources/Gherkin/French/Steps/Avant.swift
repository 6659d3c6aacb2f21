/// ``Before`` in French: a hook before the steps of each scenario.
public typealias Avant<World: Sendable> = Before<World>

/// ``After`` in French: a hook after the steps of each scenario.
public typealias Apres<World: Sendable> = After<World>

/// ``BeforeAll`` in French: a hook before the first scenario of the run.
public typealias AvantTout<World: Sendable> = BeforeAll<World>

/// ``AfterAll`` in French: a hook after the last scenario of the run.
public typealias ApresTout<World: Sendable> = AfterAll<World>
