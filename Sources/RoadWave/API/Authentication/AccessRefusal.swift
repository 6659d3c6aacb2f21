/// Why a request was refused.
enum AccessRefusal: String, CaseIterable, Sendable {
    /// No token, or a malformed one.
    case tokenMissing = "token_missing"
    /// A token with an invalid signature, without a subject, or for another radio.
    case tokenInvalid = "token_invalid"
    /// An expired token.
    case tokenExpired = "token_expired"
    /// A revoked token.
    case tokenRevoked = "token_revoked"
    /// A valid token of a banned user.
    case banned
    /// A valid token of a role that may not perform the action.
    case role
    /// A valid token, for another creator's live.
    case notOwner = "not_owner"
}

/// A forbidden action of a known bearer, as it is audited. It never contains the token.
struct ForbiddenAttempt: Hashable, Sendable {
    let user: UserID
    let role: AccessRole
    let action: AccessAction
    private(set) var live: LiveID?
    let reason: AccessRefusal

    /// The sum of this attempt and an earlier one: it names a live only if both were about that live.
    func summed(with earlier: ForbiddenAttempt) -> ForbiddenAttempt {
        var both = self
        if earlier.live != live { both.live = nil }
        return both
    }
}
