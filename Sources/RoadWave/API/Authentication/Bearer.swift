/// Who sends a request, as its token says.
struct Bearer: Hashable, Sendable {
    let id: UserID
    let role: AccessRole
    /// Whether a place in the priority queue is paid for.
    let isPremium: Bool
    /// Until when the token is good; nil for one that was not verified.
    var expiry: WallDate?

    /// The bearer as the creator of a live.
    var creator: Creator { Creator(id: id, isPremium: isPremium) }

    /// Whether the bearer may do what only the creator of a live or an operator may.
    func mayRule(over creator: UserID) -> Bool { role == .operator || id == creator }
}
