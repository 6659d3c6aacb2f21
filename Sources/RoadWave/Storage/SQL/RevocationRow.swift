/// A row of the table `revocations`, independent of a database's types.
struct RevocationRow: Hashable, Sendable {
    /// `user` or `token`.
    var kind: String
    /// The UUID of a user, the `jti` of a token.
    var subject: String
    var issuedBefore: WallDate?
    var revokedAt: WallDate
    var revokedBy: String
}

extension RevocationRow {
    init(_ revocation: Revocation) {
        let (kind, subject) = Self.key(revocation.target)
        self.init(
            kind: kind, subject: subject, issuedBefore: revocation.issuedBefore, revokedAt: revocation.at,
            revokedBy: revocation.by.description)
    }

    /// The columns of a target.
    static func key(_ target: Revocation.Target) -> (kind: String, subject: String) {
        switch target {
        case .user(let user): ("user", user.description)
        case .token(let token): ("token", token)
        }
    }

    /// The revocation of a row; nil if no version of this program writes such a row.
    var revocation: Revocation? {
        guard let by = UserID(revokedBy) else { return nil }
        let target: Revocation.Target? =
            switch kind {
            case "user": UserID(subject).map { .user($0) }
            case "token": .token(subject)
            default: nil
            }
        return target.map { Revocation(target: $0, issuedBefore: issuedBefore, at: revokedAt, by: by) }
    }
}
