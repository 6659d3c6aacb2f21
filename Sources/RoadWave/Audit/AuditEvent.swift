/// An action around a live, or a refused one, as the audit trail records it.
struct AuditEvent: Hashable, Sendable {
    /// The kind of an event; the raw value is stored in the table.
    enum Kind: String, CaseIterable, Sendable {
        /// A creator was admitted. Details: `creator_id`, `zone_geo`.
        case liveStarted = "live_started"
        /// A listener joined. Details: the position, if the application gave one.
        case listenerJoined = "listener_joined"
        /// A listener left. Details: the duration.
        case listenerLeft = "listener_left"
        /// A listener reported a live. Details: the category.
        case reported
        /// A live is over. Details: its duration, the reason, and its last figures.
        case liveEnded = "live_ended"
        /// A token did not permit a request. Details: the action and the reason.
        case refused
        /// An operator read the trail. Details: which part of it, and how many events.
        case trailRead = "trail_read"
        /// An operator exported the personal data of a user. Details: `subject`, a keyed hash of the user.
        case dataExported = "data_exported"
        /// An operator erased a user. Details: `subject`, a keyed hash of the user.
        case dataErased = "data_erased"
        /// An operator ended a live. Details: `target_user`, its creator; the reason that its creator and its listeners
        /// read; and the operator's `note`, if there is one.
        case liveStopped = "live_stopped"
        /// An operator retried the job of a replay.
        case jobRetried = "job_retried"
        /// An operator dropped the job of a replay: its recording may be deleted.
        case jobDropped = "job_dropped"
        /// An operator revoked access. Details: `target_user` or `token_id`, `issued_before`.
        case accessRevoked = "access_revoked"
        /// An operator restored access. Details: `target_user` or `token_id`.
        case accessRestored = "access_restored"
    }

    /// When it happened.
    var at: WallDate
    var kind: Kind
    /// The live of the event, if any.
    var live: LiveID?
    /// The user who acted, if known.
    var user: UserID?
    /// Further details. Never a token or a password. The user of an event that another one caused is its `target_user`:
    /// exports and erasures find a person there, and in the details of the person's own events, but nowhere else.
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
