/// The sender of a request, according to its token.
public struct Bearer: Hashable, Sendable {
    /// The user: the same from one token to the next.
    public let id: UserID
    /// The role of the bearer.
    public let role: AccessRole
    /// Whether the bearer pays for a place in the priority queue.
    public let isPremium: Bool
    /// When the token expires, which ends its event streams; nil for a token that does not expire.
    public let expiry: WallDate?
    /// When the token was issued, and its own identity. Both are used to revoke it; nil if the token does not have
    /// them.
    public let issued: WallDate?
    /// See ``issued``.
    public let tokenID: String?

    /// A bearer from its parts.
    public init(
        id: UserID, role: AccessRole, isPremium: Bool = false, expiry: WallDate? = nil,
        issued: WallDate? = nil, tokenID: String? = nil
    ) {
        self.id = id
        self.role = role
        self.isPremium = isPremium
        self.expiry = expiry
        self.issued = issued
        self.tokenID = tokenID
    }

    /// The bearer as the creator of a live.
    var creator: Creator { Creator(id: id, isPremium: isPremium) }

    /// Whether the bearer may do what only a live's creator or an operator may.
    func mayRule(over creator: UserID) -> Bool { role == .operator || id == creator }
}

/// The role of a bearer on the radio. It determines the allowed actions.
public enum AccessRole: String, CaseIterable, Codable, Sendable {
    /// Publishes lives.
    case creator
    /// Joins lives, likes and reports them.
    case listener
    /// Runs the radio.
    case `operator`
}
