/// How long the node waits for Redis: real time, whatever the node's clock, since it bounds what a dead server holds up.
struct RedisTimeouts: Hashable, Sendable {
    /// For a connection: some round trips, or one packet lost and sent again (1 s).
    var connect = Duration.seconds(2)
    /// For the answers to a batch of commands, which take Redis less than a millisecond.
    var command = Duration.seconds(2)
}
