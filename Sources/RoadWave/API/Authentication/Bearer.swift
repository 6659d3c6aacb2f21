/// Who sends a request, as its token says.
public struct Bearer: Hashable, Sendable {
    /// The user: the same from one token to the next.
    public let id: UserID
    /// What the token opens.
    public let role: AccessRole
    /// Whether a place in the priority queue is paid for.
    public let isPremium: Bool
    /// Until when the token is good, at which streams of events end; nil for one without a term.
    public let expiry: WallDate?
    /// When the token was made, and its own identity: what it can be revoked by; nil where it does not say.
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

    /// Whether the bearer may do what only the creator of a live or an operator may.
    func mayRule(over creator: UserID) -> Bool { role == .operator || id == creator }
}

/// What the bearer of a token is on the radio, and so what the token opens.
public enum AccessRole: String, CaseIterable, Codable, Sendable {
    /// Publishes lives.
    case creator
    /// Joins lives, likes and reports them.
    case listener
    /// Runs the radio.
    case `operator`
}
