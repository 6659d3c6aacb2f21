/// An action of a request, and the roles that may perform it: the only table of rights.
///
/// A creator may do everything that a listener may: creators listen to each other. An operator may listen, to judge
/// reported lives, and may end any live. An operator cannot publish: each live needs a responsible
/// creator.
enum AccessAction: String, CaseIterable, Sendable {
    /// `POST /whip`: opens a live, or continues the creator's own live.
    case publish
    /// `PATCH /whip/{id}`, on the creator's own live.
    case change
    /// `DELETE /whip/{id}`: the creator's own live; any live for an operator.
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
    /// `GET /lives/{id}/counters`: of the creator's own live; of any live for an operator.
    case readCurve
    /// `GET /operations/…`: nodes, resources, alerts, lives and jobs.
    case oversee
    /// `POST /operations/lives/{id}/end`: any live, with a reason.
    case stop
    /// `POST /operations/jobs/{id}/retry`, `DELETE /operations/jobs/{id}`.
    case manageJobs
    /// `/revocations`
    case revoke
    /// Health and metrics, unless only this machine can reach them.
    case administer

    /// The roles that may perform the action. In a node without keys, every bearer has the first one.
    var roles: [AccessRole] {
        switch self {
        case .publish, .change: [.creator]
        case .end, .readCurve: [.creator, .operator]
        case .join, .beat, .leave, .like, .report: [.listener, .creator, .operator]
        case .oversee, .stop, .manageJobs, .revoke, .administer: [.operator]
        }
    }

    /// The rate limit that counts its requests.
    var rateClass: RateClass {
        switch self {
        case .publish, .change, .end, .stop, .manageJobs, .revoke: .publish
        case .administer, .oversee, .readCurve: .read
        case .join: .join
        case .beat, .leave: .beat
        case .like, .report: .react
        }
    }
}
