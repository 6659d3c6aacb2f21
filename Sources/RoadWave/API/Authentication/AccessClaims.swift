internal import Foundation
internal import JWTKit

/// What a token says of its bearer: the claims `sub`, `role`, `premium`, `exp`, `nbf` and `iat` (RFC 7519 §4.1), and
/// ``TokenPolicy``'s `iss` and `aud`. By its `jti` a token can be revoked; it is shown with every request of its time.
package struct AccessClaims: Hashable, Sendable {
    /// Who the bearer is.
    package var subject: UserID
    /// What the token opens.
    package var role: AccessRole
    /// Whether the bearer pays for a place in the priority queue.
    package var isPremium: Bool
    /// Until when the token is good.
    package var expiry: WallDate
    /// From when it is good; nil for at once.
    package var start: WallDate?
    /// When it was made; nil where it does not say.
    package var issued: WallDate?
    /// Its own identity (`jti`), by which it can be revoked; nil where it has none.
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
    /// The claims as they travel.
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

        /// The dates are checked where the claims are read, with the date that the caller gives.
        func verify(using key: some JWTAlgorithm) {}
    }

    func payload(_ policy: TokenPolicy = TokenPolicy()) -> Payload {
        Payload(
            sub: SubjectClaim(value: subject.description), role: role, premium: isPremium ? true : nil,
            exp: ExpirationClaim(value: expiry.date), nbf: start.map { NotBeforeClaim(value: $0.date) },
            iat: issued.map { IssuedAtClaim(value: $0.date) }, jti: tokenID.map { IDClaim(value: $0) },
            iss: policy.issuer.map { IssuerClaim(value: $0) }, aud: policy.audience.map { AudienceClaim(value: $0) })
    }

    /// - Throws: `TokenRefusal.unreadable` when the subject is no UUID.
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
        // A date beyond what an integer of milliseconds holds is no date.
        guard abs(seconds) < 9e12 else { throw .unreadable }
        return WallDate(millisecondsSince1970: Int64(seconds * 1_000))
    }
}

extension TokenPolicy {
    /// Whether a token is from the issuer and for the audience that the radio asks for.
    func accepts(_ payload: AccessClaims.Payload) -> Bool {
        if let issuer, payload.iss?.value != issuer { return false }
        if let audience, payload.aud?.value.contains(audience) != true { return false }
        return true
    }
}

extension WallDate {
    fileprivate var date: Date { Date(timeIntervalSince1970: Double(millisecondsSince1970) / 1_000) }
}
