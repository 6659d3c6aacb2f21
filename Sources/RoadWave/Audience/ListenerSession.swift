/// A session of a listener, from joining to leaving.
struct ListenerSession: Hashable, Sendable {
    let user: UserID
    let joinedAt: WallDate
    var lastBeat: WallDate

    /// Whether the session has expired.
    func isExpired(at now: WallDate, after expiry: Duration) -> Bool { now - lastBeat >= expiry }

    /// The session as it ends now.
    func ended(as listener: ListenerID, at now: WallDate, after expiry: Duration) -> EndedSession {
        EndedSession(
            listener: listener, user: user, joinedAt: joinedAt,
            leftAt: isExpired(at: now, after: expiry) ? lastBeat : max(now, lastBeat))
    }
}

/// A session of a listener that has ended: by leaving, by expiry, or by the end of the live.
struct EndedSession: Hashable, Sendable {
    let listener: ListenerID
    let user: UserID
    let joinedAt: WallDate
    /// When it ended; for an expired session, the date of the last heartbeat.
    let leftAt: WallDate

    /// How long it lasted, in seconds.
    var seconds: Double { max(leftAt - joinedAt, .zero).seconds }
}
