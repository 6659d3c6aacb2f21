/// The addresses on which a started node listens.
public struct NodeAddresses: Hashable, Sendable {
    /// WHIP, the API and the media, over HTTP.
    public var http: ListenAddress
    /// The media of all creators, over UDP.
    public var udp: ListenAddress
    /// Health and metrics, if they are configured.
    public var admin: ListenAddress?

    /// Whether the HTTP routes are served over TLS.
    public var isSecure = false

    /// The root of the HTTP routes, such as `http://127.0.0.1:8080`.
    public var httpURL: String { "\(isSecure ? "https" : "http")://\(http)" }
    /// The root of the administration routes.
    public var adminURL: String? { admin.map { "http://\($0)" } }
}
