internal import Foundation
internal import JWTKit

/// The claims of a token about its bearer: `sub`, `role`, `premium`, `exp`, `nbf` and `iat` (RFC 7519 §4.1), and
/// ``TokenPolicy``'s `iss` and `aud`. The `jti` allows a token to be revoked. A token is sent with many requests until
/// it expires.
package struct AccessClaims: Hashable, Sendable {
    /// The identity of the bearer.
    package var subject: UserID
    /// The role of the bearer.
    package var role: AccessRole
    /// Whether the bearer pays for a place in the priority queue.
    package var isPremium: Bool
    /// When the token expires.
    package var expiry: WallDate
    /// When the token becomes valid; nil for at once.
    package var start: WallDate?
    /// When the token was issued; nil if it has no such claim.
    package var issued: WallDate?
    /// Its own identity (`jti`), by which it can be revoked; nil if it has none.
    package var tokenID: String?

    /// Claims from their parts.
    package init(
        subject: UserID, role: AccessRole, isPremium: Bool = false, expiry: WallDate, start: WallDate? = nil,
        issued: WallDate? = nil, tokenID: String? = nil
    ) {
        self.subject = subject
        self.role = role
        self.isPremium = isPremium
        self.expiry = expiry
        self.start = start
        self.issued = issued
        self.tokenID = tokenID
    }
}

extension AccessClaims {
    /// The claims in their encoded form.
    struct Payload: JWTPayload {
        var sub: SubjectClaim
        var role: AccessRole
        var premium: Bool?
        var exp: ExpirationClaim
        var nbf: NotBeforeClaim?
        var iat: IssuedAtClaim?
        var jti: IDClaim?
        var iss: IssuerClaim?
        var aud: AudienceClaim?

        /// The claims are read with a date given by the caller; the dates are checked there.
        func verify(using key: some JWTAlgorithm) {}
    }

    func payload(_ policy: TokenPolicy = TokenPolicy()) -> Payload {
        Payload(
            sub: SubjectClaim(value: subject.description), role: role, premium: isPremium ? true : nil,
            exp: ExpirationClaim(value: expiry.date), nbf: start.map { NotBeforeClaim(value: $0.date) },
            iat: issued.map { IssuedAtClaim(value: $0.date) }, jti: tokenID.map { IDClaim(value: $0) },
            iss: policy.issuer.map { IssuerClaim(value: $0) }, aud: policy.audience.map { AudienceClaim(value: $0) })
    }

    /// - Throws: `TokenRefusal.unreadable` if the subject is not a UUID.
    init(_ payload: Payload) throws(TokenRefusal) {
        guard let subject = UserID(payload.sub.value) else { throw .unreadable }
        let start: WallDate? = if let claim = payload.nbf { try Self.date(claim.value) } else { nil }
        let issued: WallDate? = if let claim = payload.iat { try Self.date(claim.value) } else { nil }
        self.init(
            subject: subject, role: payload.role, isPremium: payload.premium ?? false,
            expiry: try Self.date(payload.exp.value), start: start, issued: issued, tokenID: payload.jti?.value)
    }

    private static func date(_ date: Date) throws(TokenRefusal) -> WallDate {
        let seconds = date.timeIntervalSince1970
        // A date beyond the range of integer milliseconds is invalid.
        guard abs(seconds) < 9e12 else { throw .unreadable }
        return WallDate(millisecondsSince1970: Int64(seconds * 1_000))
    }
}

extension TokenPolicy {
    /// Whether a token has the issuer and the audience that the radio demands.
    func accepts(_ payload: AccessClaims.Payload) -> Bool {
        if let issuer, payload.iss?.value != issuer { return false }
        if let audience, payload.aud?.value.contains(audience) != true { return false }
        return true
    }
}

extension WallDate {
    fileprivate var date: Date { Date(timeIntervalSince1970: Double(millisecondsSince1970) / 1_000) }
}
