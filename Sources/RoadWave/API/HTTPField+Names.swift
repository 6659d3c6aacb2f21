internal import HTTPTypes

extension HTTPField.Name {
    /// RFC 9725 §4.2: what `POST` takes.
    static let acceptPost = named("Accept-Post")
    /// RFC 5789 §3.1: what `PATCH` takes.
    static let acceptPatch = named("Accept-Patch")
    /// Whether NGINX may gather an answer before it passes it on.
    static let acceleratorBuffering = named("X-Accel-Buffering")
    /// W3C Permissions Policy: what a page may ask the browser of.
    static let permissionsPolicy = named("Permissions-Policy")
    /// W3C Referrer Policy: what a page says of its own address.
    static let referrerPolicy = named("Referrer-Policy")
    /// HTML standard, §7.1.3: whether pages of others share a process with it.
    static let crossOriginOpenerPolicy = named("Cross-Origin-Opener-Policy")

    /// Fetch standard, §3.7: whose pages may hold an answer.
    static let crossOriginResourcePolicy = named("Cross-Origin-Resource-Policy")

    /// The names above are tokens, so that the fallback is never taken.
    private static func named(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .accept }
}
