internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// The HTTP side of a publisher: it posts the offer, patches it, and deletes the live (RFC 9725).
public struct WHIPClient: Sendable {
    /// The server's answer to an offer.
    public struct Resource: Sendable, Hashable {
        /// The absolute address of the live's WHIP resource.
        public let location: String
        /// The live's identifier: the last part of the location.
        public let liveID: String
        /// The entity tag of the ICE session (RFC 9725 §4.3.1); `nil` if the server takes no `PATCH`.
        public let entityTag: String?
        /// The SDP answer.
        public let answer: String
    }

    /// The server's answer to an SDP fragment.
    public enum Change: Sendable, Hashable {
        /// The candidates were accepted.
        case accepted
        /// ICE restarts with the answer, an SDP fragment, and the entity tag of the new session.
        case restarted(answer: String, entityTag: String?)
    }

    /// The bearer token of the creator.
    public let token: String
    /// The time-out of a request.
    public let timeout: Duration

    /// An answer or a problem is a few kilobytes.
    private static let maximumBody = 256 << 10
    /// Redirections that are followed: from any node to the node of the live, and once more if the live moves
    /// meanwhile.
    private static let maximumRedirections = 3
    /// The HTTP client follows no redirection itself: it would remove the token from a request to another host.
    private static let http = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: HTTPClient.Configuration(redirectConfiguration: .disallow))

    /// A client that sends `token` with its requests.
    public init(token: String, timeout: Duration = .seconds(10)) {
        self.token = token
        self.timeout = timeout
    }

    /// Posts an SDP offer to `endpoint`, such as `http://127.0.0.1:8080/whip?title=Mon%20live`.
    ///
    /// - Parameter liveID: the creator's own interrupted live, to be continued; `nil` for a new one.
    /// - Throws: ``WHIPError``.
    public func publish(
        offer: String, to endpoint: String, resuming liveID: String? = nil
    ) async throws(WHIPError) -> Resource {
        let url = liveID.map { endpoint + (endpoint.contains("?") ? "&" : "?") + "live_id=\($0)" } ?? endpoint
        let response = try await send("POST", url, body: offer, type: "application/sdp")
        guard response.status == 201 else { throw response.refusal }
        guard let header = response.location, let location = Self.resolve(header, against: response.url),
            let liveID = location.split(separator: "/").last
        else { throw .noLocation }
        return Resource(
            location: location, liveID: String(liveID), entityTag: response.entityTag, answer: response.body)
    }

    /// Sends candidates, or new ICE credentials (RFC 9725 §4.3).
    ///
    /// - Parameter entityTag: the entity tag of the fragment's ICE session.
    /// - Throws: ``WHIPError``; `refused` with 412 if that session is no longer the current one.
    public func patch(
        _ location: String, fragment: String, ifMatch entityTag: String
    ) async throws(WHIPError) -> Change {
        let response = try await send(
            "PATCH", location, body: fragment, type: "application/trickle-ice-sdpfrag", ifMatch: entityTag)
        switch response.status {
        case 200: return .restarted(answer: response.body, entityTag: response.entityTag)
        case 204: return .accepted
        default: throw response.refusal
        }
    }

    /// Ends the live.
    ///
    /// - Throws: ``WHIPError``.
    public func delete(_ location: String) async throws(WHIPError) {
        let response = try await send("DELETE", location)
        guard response.status == 200 || response.status == 204 else { throw response.refusal }
    }

    private struct Response {
        /// The server that answered, after redirections.
        let url: String
        let status: Int
        let location: String?
        let entityTag: String?
        let retryAfter: String?
        let body: String

        var refusal: WHIPError {
            .refused(status: status, problem: ProblemDetails(body: body, retryAfter: retryAfter))
        }
    }

    /// Sends a request, also to another host if the server redirects it by 307 or 308 (RFC 9725 §4.5).
    private func send(
        _ method: String, _ url: String, body: String? = nil, type: String? = nil, ifMatch: String? = nil
    ) async throws(WHIPError) -> Response {
        var response = try await sendOnce(method, url, body: body, type: type, ifMatch: ifMatch)
        for _ in 0..<Self.maximumRedirections where response.status == 307 || response.status == 308 {
            guard let header = response.location, let next = Self.resolve(header, against: response.url),
                // A token that was sent encrypted must not be sent in the clear.
                next.hasPrefix("https://") || !response.url.hasPrefix("https://")
            else { break }
            response = try await sendOnce(method, next, body: body, type: type, ifMatch: ifMatch)
        }
        return response
    }

    private func sendOnce(
        _ method: String, _ url: String, body: String?, type: String?, ifMatch: String?
    ) async throws(WHIPError) -> Response {
        var request = HTTPClientRequest(url: url)
        request.method = .init(rawValue: method)
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        if let type { request.headers.add(name: "Content-Type", value: type) }
        if let ifMatch { request.headers.add(name: "If-Match", value: ifMatch) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        do {
            let response = try await Self.http.execute(request, timeout: TimeAmount(timeout))
            let bytes = try await response.body.collect(upTo: Self.maximumBody)
            return Response(
                url: url, status: Int(response.status.code), location: response.headers.first(name: "Location"),
                entityTag: response.headers.first(name: "ETag"),
                retryAfter: response.headers.first(name: "Retry-After"), body: String(buffer: bytes))
        } catch {
            throw .unreachable(url: url, reason: "\(error)")
        }
    }

    /// RFC 9725 §4.2: the location may be relative. It is then a path on the same server.
    private static func resolve(_ location: String, against endpoint: String) -> String? {
        if location.contains("://") { return location }
        guard location.hasPrefix("/"), let scheme = endpoint.firstRange(of: "://") else { return nil }
        let host = endpoint[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
        return endpoint[..<scheme.upperBound] + host + location
    }
}
