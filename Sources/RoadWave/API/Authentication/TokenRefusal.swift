/// Why a token is not taken.
enum TokenRefusal: Error, Equatable {
    /// Not a JWT, not signed by one of the keys, or without the claims that a token needs.
    case unreadable
    /// Its time is over.
    case expired
    /// Its time has not come.
    case early
    /// From another issuer, or for another service.
    case foreign
}
