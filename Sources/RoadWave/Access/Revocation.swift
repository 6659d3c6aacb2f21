/// Access that an operator took away before its tokens expire.
struct Revocation: Hashable, Sendable {
    /// Whose access.
    enum Target: Hashable, Sendable {
        /// All tokens of a user.
        case user(UserID)
        /// One token, by its `jti` (RFC 7519 §4.1.7).
        case token(String)
    }

    /// The longest `jti` that can be revoked, in bytes: a UUID has 36.
    static let maximumTokenID = 128

    let target: Target
    /// For a user: only tokens issued before this date or without a date of issue are revoked; nil for all tokens,
    /// including future ones.
    var issuedBefore: WallDate?
    /// The date of the revocation.
    let at: WallDate
    /// The operator who revoked the access.
    let by: UserID
}

/// Why a valid token is refused.
enum RevokedAccess: Hashable, Sendable {
    /// Its bearer is banned.
    case user
    /// It was revoked alone, or with all tokens issued before a date.
    case token
}

/// All revocations, in memory: the gate searches them twice for each request.
struct RevocationList: Sendable {
    private let revocations: [Revocation.Target: Revocation]

    init(_ revocations: [Revocation] = []) {
        self.revocations = Dictionary(revocations.map { ($0.target, $0) }, uniquingKeysWith: { _, last in last })
    }

    /// The list with another revocation, which replaces one of the same target.
    func adding(_ revocation: Revocation) -> RevocationList {
        RevocationList(revocations.values.filter { $0.target != revocation.target } + [revocation])
    }

    func removing(_ target: Revocation.Target) -> RevocationList {
        RevocationList(revocations.values.filter { $0.target != target })
    }

    /// All revocations, the latest first.
    var all: [Revocation] { revocations.values.sorted { $0.at > $1.at } }

    /// Why a token is refused; nil if it is not revoked.
    /// - Parameters:
    ///   - token: its `jti`, if it has one.
    ///   - issued: its `iat`, if it has one.
    func refusal(of user: UserID, token: String?, issued: WallDate?) -> RevokedAccess? {
        if let token, revocations[.token(token)] != nil { return .token }
        guard let revocation = revocations[.user(user)] else { return nil }
        guard let date = revocation.issuedBefore else { return .user }
        return issued.map { $0 >= date } ?? false ? nil : .token
    }
}
