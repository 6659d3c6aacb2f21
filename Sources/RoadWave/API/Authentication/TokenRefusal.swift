/// Why a token is refused.
enum TokenRefusal: Error, Equatable {
    /// Not a JWT, not signed by one of the keys, or without a required claim.
    case unreadable
    /// It has expired.
    case expired
    /// It is not valid yet, or was issued in the future.
    case early
    /// It would be valid for longer than the radio permits.
    case tooLong
    /// From another issuer, or for another service.
    case foreign

    /// For the developer of the token issuer; nil if there is none. An unreadable token gets none, so that a forger
    /// learns nothing.
    var reason: String? {
        switch self {
        case .unreadable, .expired: nil
        case .early: "the token is not valid yet: its nbf or iat is in the future"
        case .tooLong: "the token is valid for longer than the radio permits (ROADWAVE_JWT_MAX_HOURS)"
        case .foreign: "the token is from another issuer, or for another audience"
        }
    }
}
