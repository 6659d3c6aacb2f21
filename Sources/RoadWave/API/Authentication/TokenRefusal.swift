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
}
