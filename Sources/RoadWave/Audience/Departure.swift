/// The end of one listening: someone left, was not heard of any more, or the live ended.
struct Departure: Hashable, Sendable {
    let listener: ListenerID
    let user: UserID
    let joinedAt: WallDate
    /// Until when the listening is known to have lasted: to the last heartbeat of who just fell silent.
    let leftAt: WallDate

    /// How long it lasted, in seconds.
    var seconds: Double { max(leftAt - joinedAt, .zero).seconds }
}

/// A listening as it is remembered.
struct Listening: Hashable, Sendable {
    let user: UserID
    let joinedAt: WallDate
    var lastBeat: WallDate

    /// Whether it is not counted any more, unless it is heard of.
    func isExpired(at now: WallDate, after expiry: Duration) -> Bool { now - lastBeat >= expiry }

    /// Its end.
    func departure(of listener: ListenerID, at now: WallDate, after expiry: Duration) -> Departure {
        Departure(
            listener: listener, user: user, joinedAt: joinedAt,
            leftAt: isExpired(at: now, after: expiry) ? lastBeat : max(now, lastBeat))
    }
}
