/// A step from one version of a database's tables to the next. A released migration never changes; a new one is added.
/// See docs/decisions/api.md, « Migrations ».
struct SchemaMigration: Sendable {
    /// Numbered from 1, without gaps.
    let number: Int
    /// A description for people.
    let name: String
    /// Executed in this order, all or none.
    let statements: [String]
    /// Whether the search texts of all lives are then rewritten (``LiveReindexing``).
    var reindexesLives = false

    /// The title in logs, and the identifier in SQLite's list of migrations.
    var title: String { "\(number) \(name)" }
}

/// The result of an update of a database's tables.
struct MigrationReport: Hashable, Sendable {
    /// The migrations that were applied now, in order.
    var applied: [String] = []
    /// The number of migrations that were already applied.
    var present = 0
    /// Applied migrations that this version does not know: a later version ran here.
    var unknown: [String] = []
}
