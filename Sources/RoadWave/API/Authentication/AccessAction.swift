/// What a request wants to change, and who may: the one table of rights.
///
/// A creator may do all that a listener may: creators listen to each other. An operator may listen, to judge what was
/// reported, and end any live; an operator publishes nothing, so that no live is without a creator to answer for it.
enum AccessAction: String, CaseIterable, Sendable {
    /// `POST /whip`: opens a live, or goes on with one's own.
    case publish
    /// `PATCH /whip/{id}`, on one's own live.
    case change
    /// `DELETE /whip/{id}`: a creator's own live, an operator's any.
    case end
    /// `POST /lives/{id}/listeners`.
    case join
    /// `POST /lives/{id}/listeners/{lid}/heartbeat`.
    case beat
    /// `DELETE /lives/{id}/listeners/{lid}`.
    case leave
    /// `POST /lives/{id}/likes`.
    case like
    /// `POST /lives/{id}/reports`.
    case report
    /// `/revocations`
    case revoke
    /// Health and metrics, where they are not for this machine alone.
    case administer

    /// Whose tokens may. The first is whom a node without keys takes any bearer for.
    var roles: [AccessRole] {
        switch self {
        case .publish, .change: [.creator]
        case .end: [.creator, .operator]
        case .join, .beat, .leave, .like, .report: [.listener, .creator, .operator]
        case .revoke, .administer: [.operator]
        }
    }

    /// Which limit its requests count against.
    var rateClass: RateClass {
        switch self {
        case .publish, .change, .end, .revoke: .publish
        case .administer: .read
        case .join: .join
        case .beat, .leave: .beat
        case .like, .report: .react
        }
    }
}
