/// Something that was done around a live, or refused, as the audit trail keeps it.
struct AuditEvent: Hashable, Sendable {
    /// What kind of thing; the raw value is what the table says.
    enum Kind: String, CaseIterable, Sendable {
        /// A creator was admitted. Details: `creator_id`, `zone_geo`.
        case liveStarted = "live_started"
        /// Someone began to listen. Details: the position, where it was given.
        case listenerJoined = "listener_joined"
        /// Someone listens no more. Details: for how long it was.
        case listenerLeft = "listener_left"
        /// A listener reported a live. Details: the category.
        case reported
        /// A live is over. Details: its duration, why, and its last figures.
        case liveEnded = "live_ended"
        /// A token did not permit what was asked. Details: what, and why not.
        case refused
        /// An operator took access away. Details: `target_user` or `token_id`, `issued_before`.
        case accessRevoked = "access_revoked"
        /// An operator gave access back. Details: `target_user` or `token_id`.
        case accessRestored = "access_restored"
    }

    /// When it happened.
    var at: WallDate
    var kind: Kind
    /// The live that it is about, if any.
    var live: LiveID?
    /// Who did it, if that is known.
    var user: UserID?
    /// What else is kept of it. Never a token or a password.
    var details: [String: AuditValue]

    init(
        at: WallDate, kind: Kind, live: LiveID? = nil, user: UserID? = nil, details: [String: AuditValue] = [:]
    ) {
        self.at = at
        self.kind = kind
        self.live = live
        self.user = user
        self.details = details
    }
}
