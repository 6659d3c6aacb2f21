/// Access that an operator took away before its tokens expire.
struct Revocation: Hashable, Sendable {
    /// Whose access.
    enum Target: Hashable, Sendable {
        /// A user, whatever token they show.
        case user(UserID)
        /// One token, by its `jti` (RFC 7519 §4.1.7).
        case token(String)
    }

    /// The longest `jti` that can be revoked, in bytes: a UUID has 36.
    static let maximumTokenID = 128

    let target: Target
    /// Of a user: only tokens that were issued before, or do not say when; nil for all of them, those to come included.
    var issuedBefore: WallDate?
    /// When it was taken away, and by whom.
    let at: WallDate
    let by: UserID
}

/// Why a token that is good opens nothing.
enum RevokedAccess: Hashable, Sendable {
    /// Its bearer is banned.
    case user
    /// It was revoked itself, or with all that were issued when it was.
    case token
}

/// Everything that is revoked, as the gate looks at it: in memory, twice for each request.
struct RevocationList: Sendable {
    private let revocations: [Revocation.Target: Revocation]

    init(_ revocations: [Revocation] = []) {
        self.revocations = Dictionary(revocations.map { ($0.target, $0) }, uniquingKeysWith: { _, last in last })
    }

    /// The list with one more, in place of what was said of the same target.
    func adding(_ revocation: Revocation) -> RevocationList {
        RevocationList(revocations.values.filter { $0.target != revocation.target } + [revocation])
    }

    func removing(_ target: Revocation.Target) -> RevocationList {
        RevocationList(revocations.values.filter { $0.target != target })
    }

    /// All of them, the latest first.
    var all: [Revocation] { revocations.values.sorted { $0.at > $1.at } }

    /// Why a token opens nothing; nil when it does.
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
