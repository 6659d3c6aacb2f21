/// How long the node waits for PostgreSQL: real time, even with a manual clock, since it limits how long a dead server
/// delays calls.
struct PostgresTimeouts: Hashable, Sendable {
    /// For a connection: some round trips of TCP, TLS and login, or one retransmitted packet (1 s).
    var connect = Duration.seconds(3)
    /// For a statement, enforced by the server: ours take milliseconds.
    var statement = Duration.seconds(5)
    /// For a search: it takes some 20 ms.
    var search = Duration.seconds(1)
    /// For the migrations of a large database, indexes included.
    var migration = Duration.seconds(60)
    /// The extra wait after the server's own limit before the server counts as dead.
    var grace = Duration.seconds(1)
}
