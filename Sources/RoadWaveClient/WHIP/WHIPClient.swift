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
        /// Names the ICE session (RFC 9725 §4.3.1); `nil` when the server takes no `PATCH`.
        public let entityTag: String?
        /// The SDP answer.
        public let answer: String
    }

    /// What the server made of an SDP fragment.
    public enum Change: Sendable, Hashable {
        /// The candidates are known.
        case accepted
        /// ICE starts again with the answer, an SDP fragment, and the entity tag of the new session.
        case restarted(answer: String, entityTag: String?)
    }

    /// The bearer token of the creator.
    public let token: String
    /// How long a request may take.
    public let timeout: Duration

    /// An answer or a problem is a few kilobytes.
    private static let maximumBody = 256 << 10
    /// Redirections that are followed: from any node to the live's, and once more should it move meanwhile.
    private static let maximumRedirections = 3
    /// Follows no redirection itself: it would take the token off a request that goes to another host.
    private static let http = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: HTTPClient.Configuration(redirectConfiguration: .disallow))

    /// A client that signs its requests with `token`.
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
    /// - Parameter entityTag: that of the ICE session that the fragment is about.
    /// - Throws: ``WHIPError``; `refused` with 412 when that session is no longer the present one.
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
        /// Who answered, after redirections.
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

    /// Sends a request, to another host too when the server says so by 307 or 308 (RFC 9725 §4.5).
    private func send(
        _ method: String, _ url: String, body: String? = nil, type: String? = nil, ifMatch: String? = nil
    ) async throws(WHIPError) -> Response {
        var response = try await sendOnce(method, url, body: body, type: type, ifMatch: ifMatch)
        for _ in 0..<Self.maximumRedirections where response.status == 307 || response.status == 308 {
            guard let header = response.location, let next = Self.resolve(header, against: response.url),
                // The token was not meant for a line that anyone can read.
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

    /// RFC 9725 §4.2 lets the location be relative: then it is a path of the same server.
    private static func resolve(_ location: String, against endpoint: String) -> String? {
        if location.contains("://") { return location }
        guard location.hasPrefix("/"), let scheme = endpoint.firstRange(of: "://") else { return nil }
        let host = endpoint[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
        return endpoint[..<scheme.upperBound] + host + location
    }
}
