/// How many lives may run at once, and who gets the next free slot. All nodes that share a count have the same policy.
/// See docs/decisions/redis.md, « Priority queue ».
struct CapacityPolicy: Hashable, Sendable {
    /// The number of slots.
    var maximumLives = 100
    /// How many slots one creator may hold at once. So a stolen token, or an application that starts new lives instead
    /// of resuming, takes no slots from others. See docs/decisions/redis.md, « One live a creator ».
    var livesPerCreator = 1
    /// How long a slot lasts after its last renewal, and so after the death of its node.
    var lease = Duration.seconds(15)
    /// How long a free slot is reserved for the first creator in the queue.
    var reservation = Duration.seconds(30)
    /// How long a creator stays in the queue without a new request: three missed requests. So absent creators leave the
    /// queue soon, and no free slot is reserved for them.
    var patience = Duration.seconds(30)
    /// How long no live is admitted after the count was lost, or not renewed for a lease. In that time every node
    /// renews the lives that it runs. Zero for a single node: its lives end when its memory is lost.
    var settling = Duration.zero

    /// How many creators may wait: as many as there are slots. The last of them waits until every current live has
    /// ended; a longer queue would be useless. At least ten, so that a set-up with few slots has a queue as well.
    var maximumWaiting: Int { max(maximumLives, 10) }

    /// How often a node renews its slots: two renewals may fail before a slot expires.
    var renewalPeriod: Duration { lease / 3 }

    /// How long creators in the queue wait between two requests. They send three requests per reservation, and per
    /// patience, so that one may be lost.
    var pollingPeriod: Duration { max(min(reservation, patience) / 3, .seconds(1)) }
}
