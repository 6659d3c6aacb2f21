internal import HTTPTypes
internal import Hummingbird
internal import RoadWaveRTC

extension ClientOrigins {
    /// The network that a request is counted for.
    func network(of request: Request, _ context: some RemoteAddressRequestContext) -> ClientNetwork {
        address(of: request, context).map { ClientNetwork($0) } ?? .local
    }

    /// Whether a request comes from a trusted proxy that does not name its client.
    func isProxy(_ request: Request, _ context: some RemoteAddressRequestContext) -> Bool {
        address(of: request, context).map { isTrusted($0) } ?? false
    }

    private func address(
        of request: Request, _ context: some RemoteAddressRequestContext
    ) -> TransportAddress.IPAddress? {
        guard let peer = context.remoteAddress.flatMap({ TransportAddress($0) })?.ip else { return nil }
        return client(of: peer, forwarded: request.headers[values: .xForwardedFor])
    }
}

extension HTTPField.Name {
    /// The header in which proxies name the client. It is not standardised; RFC 7239 mentions it in §7.4. (The name is
    /// a valid token, so the fallback is never used.)
    static let xForwardedFor = HTTPField.Name("X-Forwarded-For") ?? .accept
}
