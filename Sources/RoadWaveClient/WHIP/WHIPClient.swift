internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// The HTTP side of a publisher: posts the offer, patches it, deletes the live (RFC 9725).
public struct WHIPClient: Sendable {
    /// What the server made of an offer.
    public struct Resource: Sendable, Hashable {
        /// The absolute address of the live's WHIP resource.
        public let location: String
        /// The live's identifier: the last part of the location.
        public let liveID: String
        /// The SDP answer.
        public let answer: String
    }

    /// The bearer token of the creator.
    public let token: String
    /// How long a request may take.
    public let timeout: Duration

    /// An answer or a problem is a few kilobytes.
    private static let maximumBody = 256 << 10

    /// A client that signs its requests with `token`.
    public init(token: String, timeout: Duration = .seconds(10)) {
        self.token = token
        self.timeout = timeout
    }

    /// Posts an SDP offer to `endpoint`, such as `http://127.0.0.1:8080/whip?title=Mon%20live`.
    ///
    /// - Throws: ``WHIPError``.
    public func publish(offer: String, to endpoint: String) async throws(WHIPError) -> Resource {
        let response = try await send("POST", endpoint, body: offer, type: "application/sdp")
        guard response.status == 201 else { throw .refused(status: response.status, detail: response.body) }
        guard let header = response.location, let location = Self.resolve(header, against: endpoint),
            let liveID = location.split(separator: "/").last
        else { throw .noLocation }
        return Resource(location: location, liveID: String(liveID), answer: response.body)
    }

    /// Ends the live.
    ///
    /// - Throws: ``WHIPError``.
    public func delete(_ location: String) async throws(WHIPError) {
        let response = try await send("DELETE", location, body: nil, type: nil)
        guard response.status == 200 || response.status == 204 else {
            throw .refused(status: response.status, detail: response.body)
        }
    }

    private struct Response {
        let status: Int
        let location: String?
        let body: String
    }

    private func send(
        _ method: String, _ url: String, body: String?, type: String?
    ) async throws(WHIPError) -> Response {
        var request = HTTPClientRequest(url: url)
        request.method = .init(rawValue: method)
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        if let type { request.headers.add(name: "Content-Type", value: type) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: TimeAmount(timeout))
            let bytes = try await response.body.collect(upTo: Self.maximumBody)
            return Response(
                status: Int(response.status.code), location: response.headers.first(name: "Location"),
                body: String(buffer: bytes))
        } catch {
            throw .unreachable(url: url, reason: "\(error)")
        }
    }

    /// RFC 9725 §4.2 lets the location be relative: then it is a path of the same server.
    private static func resolve(_ location: String, against endpoint: String) -> String? {
        if location.contains("://") { return location }
        guard location.hasPrefix("/"), let scheme = endpoint.firstRange(of: "://") else { return nil }
        let host = endpoint[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
        return endpoint[..<scheme.upperBound] + host + location
    }
}
