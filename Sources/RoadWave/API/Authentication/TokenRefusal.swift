/// Why a token is not taken.
enum TokenRefusal: Error, Equatable {
    /// Not a JWT, not signed by one of the keys, or without the claims that a token needs.
    case unreadable
    /// Its time is over.
    case expired
    /// Its time has not come.
    case early
}

extension Problem {
    /// What the bearer is told (RFC 6750 §3.1).
    init(_ refusal: TokenRefusal) {
        self =
            switch refusal {
            case .unreadable, .early: .tokenInvalid
            case .expired: .tokenExpired
            }
    }
}
