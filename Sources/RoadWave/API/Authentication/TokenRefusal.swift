/// Why a token is not taken.
enum TokenRefusal: Error, Equatable {
    /// Not a JWT, not signed by one of the keys, or without the claims that a token needs.
    case unreadable
    /// Its time is over.
    case expired
    /// Its time has not come, or it was issued in the future.
    case early
    /// It would be good for longer than the radio permits.
    case tooLong
    /// From another issuer, or for another service.
    case foreign

    /// For the developer of what issues the tokens; nil of one that nobody is known to have signed, which is told nothing.
    var reason: String? {
        switch self {
        case .unreadable, .expired: nil
        case .early: "the token is not good yet: its nbf or iat is to come"
        case .tooLong: "the token is good for longer than the radio permits (ROADWAVE_JWT_MAX_HOURS)"
        case .foreign: "the token is of another issuer, or for another audience"
        }
    }
}
