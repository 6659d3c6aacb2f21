internal import HTTPTypes
internal import Hummingbird

/// Makes the absolute URLs that clients are given.
struct PublicLinks: Sendable {
    /// The configured root, where clients reach the node by another name than they would guess.
    var configured: String?
    /// The root of the media, where listeners fetch it from a cache and not from the node.
    var media: String?
    /// Where the node listens, for a client that names no host.
    var bound: ListenAddress
    /// `https` where the node has a certificate.
    var scheme = "http"

    /// The root of playlists and segments, without a trailing slash.
    func mediaBase(for request: Request) -> String { media ?? base(for: request) }

    /// The root for the answer to a request, without a trailing slash.
    ///
    /// The `Host` header comes from the client and goes back to the same client only; even so, one that could not be
    /// a host is not repeated.
    func base(for request: Request) -> String {
        if let configured { return configured }
        if let authority = request.head.authority, WebOrigin.isAuthority(authority) {
            return "\(scheme)://\(authority)"
        }
        return "\(scheme)://\(bound)"
    }
}
