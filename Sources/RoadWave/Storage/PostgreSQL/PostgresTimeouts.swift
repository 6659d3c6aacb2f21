/// How long the node waits for PostgreSQL: real time, whatever the node's clock, since it bounds what a dead server holds
/// up.
struct PostgresTimeouts: Hashable, Sendable {
    /// For a connection: some round trips of TCP, TLS and login, or one packet lost and sent again (1 s).
    var connect = Duration.seconds(3)
    /// For a statement, by the server: ours take milliseconds.
    var statement = Duration.seconds(5)
    /// For a search: it takes some 20 ms, and nobody waits longer for what may not be there.
    var search = Duration.seconds(1)
    /// For the migrations of a large database, indexes included.
    var migration = Duration.seconds(60)
    /// What the node waits beyond the server's own limit before it takes the server for dead.
    var grace = Duration.seconds(1)
}
