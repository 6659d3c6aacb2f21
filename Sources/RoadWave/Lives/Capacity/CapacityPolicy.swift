/// How many lives may run at once, and how the next free place is given. The same on every node that shares a count.
/// See docs/decisions/redis.md, « Priority queue ».
struct CapacityPolicy: Hashable, Sendable {
    /// How many slots there are.
    var maximumLives = 100
    /// How many of them one creator may hold at once: a token that is stolen, or an application that starts anew instead of
    /// resuming, takes no places from others. See docs/decisions/redis.md, « One live a creator ».
    var livesPerCreator = 1
    /// How long a slot outlives its last renewal, and so its node.
    var lease = Duration.seconds(15)
    /// How long a free place is kept for the first of the queue.
    var reservation = Duration.seconds(30)
    /// How long a creator stays in the queue without asking again: three requests that did not come. Creators who have
    /// gone soon leave the queue, so that no free place is kept for them.
    var patience = Duration.seconds(30)
    /// How long nobody is admitted after the count was lost, or not renewed for a lease: time for every node to renew the
    /// lives that it runs. Zero for a node on its own: its lives die with its memory.
    var settling = Duration.zero

    /// How many creators may wait: as many as there are places. The last of them waits for every live of today to end; a
    /// place behind would promise nothing. Ten at least, so that a set-up of few places has a queue, too.
    var maximumWaiting: Int { max(maximumLives, 10) }

    /// How often a node renews its slots: two renewals may fail before one runs out.
    var renewalPeriod: Duration { lease / 3 }

    /// How long creators of the queue wait between two requests: three times in a reservation, and in the patience, so
    /// that one may be lost.
    var pollingPeriod: Duration { max(min(reservation, patience) / 3, .seconds(1)) }
}
