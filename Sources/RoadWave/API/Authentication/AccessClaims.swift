internal import Foundation
internal import JWTKit

/// What a token says of its bearer: the claims `sub`, `role`, `premium` and `exp` (RFC 7519 §4.1).
public struct AccessClaims: Hashable, Sendable {
    /// Who the bearer is.
    public var subject: CreatorID
    /// What the token opens.
    public var role: AccessRole
    /// Whether the bearer pays for a place in the priority queue.
    public var isPremium: Bool
    /// Until when the token is good.
    public var expiry: WallDate

    /// Claims from their parts.
    public init(subject: CreatorID, role: AccessRole, isPremium: Bool = false, expiry: WallDate) {
        self.subject = subject
        self.role = role
        self.isPremium = isPremium
        self.expiry = expiry
    }
}

extension AccessClaims {
    /// The claims as they travel.
    struct Payload: JWTPayload {
        var sub: SubjectClaim
        var role: AccessRole
        var premium: Bool?
        var exp: ExpirationClaim

        /// The expiry is checked where the claims are read, with the date that the caller gives.
        func verify(using key: some JWTAlgorithm) {}
    }

    var payload: Payload {
        Payload(
            sub: SubjectClaim(value: subject.description), role: role, premium: isPremium ? true : nil,
            exp: ExpirationClaim(value: Date(timeIntervalSince1970: Double(expiry.millisecondsSince1970) / 1_000)))
    }

    /// - Throws: `TokenRefusal.unreadable` when the subject is no UUID.
    init(_ payload: Payload) throws(TokenRefusal) {
        guard let subject = CreatorID(payload.sub.value) else { throw .unreadable }
        let seconds = payload.exp.value.timeIntervalSince1970
        // A date beyond what an integer of milliseconds holds is no date.
        guard abs(seconds) < 9e12 else { throw .unreadable }
        self.init(
            subject: subject, role: payload.role, isPremium: payload.premium ?? false,
            expiry: WallDate(millisecondsSince1970: Int64(seconds * 1_000)))
    }
}
