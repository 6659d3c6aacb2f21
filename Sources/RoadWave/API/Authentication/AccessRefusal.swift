/// Why a request was not let through.
enum AccessRefusal: String, CaseIterable, Sendable {
    /// No token, or nothing that could be one.
    case tokenMissing = "token_missing"
    /// A token that no key signed, that names nobody, or that is for another radio.
    case tokenInvalid = "token_invalid"
    /// A token whose time is over.
    case tokenExpired = "token_expired"
    /// A token that was revoked.
    case tokenRevoked = "token_revoked"
    /// A good token of a user who is banned.
    case banned
    /// A good token of a role that may not.
    case role
    /// A good token, for the live of someone else.
    case notOwner = "not_owner"

    /// Whether the bearer is known, so that the refusal is noted under that name.
    var isForbidden: Bool { self == .role || self == .notOwner }
}

/// Something that a known bearer tried and may not do, as it is audited. It never holds the token.
struct ForbiddenAttempt: Hashable, Sendable {
    let user: UserID
    let role: AccessRole
    let action: AccessAction
    private(set) var live: LiveID?
    let reason: AccessRefusal

    /// The attempt, for it and an earlier one: it names a live only where both were about it.
    func summed(with earlier: ForbiddenAttempt) -> ForbiddenAttempt {
        var both = self
        if earlier.live != live { both.live = nil }
        return both
    }
}
