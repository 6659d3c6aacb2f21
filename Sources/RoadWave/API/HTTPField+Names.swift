internal import HTTPTypes

extension HTTPField.Name {
    /// RFC 9725 §4.2: the media types that `POST` accepts.
    static let acceptPost = named("Accept-Post")
    /// RFC 5789 §3.1: the media types that `PATCH` accepts.
    static let acceptPatch = named("Accept-Patch")
    /// Whether NGINX may buffer a response.
    static let acceleratorBuffering = named("X-Accel-Buffering")
    /// W3C Permissions Policy: the browser features that a page may use.
    static let permissionsPolicy = named("Permissions-Policy")
    /// W3C Referrer Policy: how much of its own address a page sends.
    static let referrerPolicy = named("Referrer-Policy")
    /// HTML standard, §7.1.3: whether the page may share a process with pages of other origins.
    static let crossOriginOpenerPolicy = named("Cross-Origin-Opener-Policy")

    /// Fetch standard, §3.7: the origins whose pages may load a response.
    static let crossOriginResourcePolicy = named("Cross-Origin-Resource-Policy")

    /// The names above are valid tokens, so the fallback is never used.
    private static func named(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .accept }
}
