internal import HTTPTypes
internal import Hummingbird

/// Makes the absolute URLs for clients.
struct PublicLinks: Sendable {
    /// The configured root, if it differs from the address that clients call.
    var configured: String?
    /// The root of the media, if listeners fetch it from a cache and not from the node.
    var media: String?
    /// The address of the node, for a client that sends no `Host`.
    var bound: ListenAddress
    /// `https` if the node has a certificate.
    var scheme = "http"

    /// The root of playlists and segments, without a trailing slash.
    func mediaBase(for request: Request) -> String { media ?? base(for: request) }

    /// The root for the response to a request, without a trailing slash.
    ///
    /// The `Host` header comes from the client and goes back only to the same client. Even so, an invalid one is not
    /// repeated.
    func base(for request: Request) -> String {
        if let configured { return configured }
        if let authority = request.head.authority, WebOrigin.isAuthority(authority) {
            return "\(scheme)://\(authority)"
        }
        return "\(scheme)://\(bound)"
    }
}
