/// A step from one version of a database's tables to the next. What was released is never changed: the next step does.
/// See docs/decisions/api.md, « Migrations ».
struct SchemaMigration: Sendable {
    /// From 1, without holes.
    let number: Int
    /// What it brings, for people.
    let name: String
    /// Executed in this order, all or none.
    let statements: [String]

    /// How people are told of it, and how SQLite's list of them names it.
    var title: String { "\(number) \(name)" }
}

/// What was done to bring the tables of a database up to date.
struct MigrationReport: Hashable, Sendable {
    /// The migrations that were applied now, in order.
    var applied: [String] = []
    /// How many were there before.
    var present = 0
    /// Those that this version does not know: a later one was here.
    var unknown: [String] = []
}
