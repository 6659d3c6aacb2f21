/// What a link did with the datagrams that it was given.
package struct LinkCounters: Hashable, Sendable {
    /// Datagrams that were given to it.
    package var sent = 0
    /// Those lost at random.
    package var lost = 0
    /// Those lost because the link's queue was full.
    package var overflowed = 0
    /// Copies that it made.
    package var duplicated = 0
    /// Datagrams that came out, copies included.
    package var delivered = 0
    /// Of those, how many came out after one that was sent later.
    package var reordered = 0
    /// The bytes of what came out, without headers.
    package var bytesDelivered = 0

    /// Nothing yet.
    package init() {}

    /// The sums of two links.
    package static func + (left: LinkCounters, right: LinkCounters) -> LinkCounters {
        var sum = left
        sum.sent += right.sent
        sum.lost += right.lost
        sum.overflowed += right.overflowed
        sum.duplicated += right.duplicated
        sum.delivered += right.delivered
        sum.reordered += right.reordered
        sum.bytesDelivered += right.bytesDelivered
        return sum
    }
}
