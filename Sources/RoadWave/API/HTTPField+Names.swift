internal import HTTPTypes

extension HTTPField.Name {
    /// RFC 9725 §4.2: what `POST` takes.
    static let acceptPost = named("Accept-Post")
    /// RFC 5789 §3.1: what `PATCH` takes.
    static let acceptPatch = named("Accept-Patch")
    /// Whether NGINX may gather an answer before it passes it on.
    static let acceleratorBuffering = named("X-Accel-Buffering")

    /// The names above are tokens, so that the fallback is never taken.
    private static func named(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .accept }
}
