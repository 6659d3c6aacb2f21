internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// The HTTP side of a listener of one live: it joins the live, sends heartbeats, leaves, likes and reports.
public struct ListenerClient: Sendable {
    /// A listener's position (WGS 84), in degrees.
    public struct Position: Hashable, Sendable {
        /// Degrees north.
        public var latitude: Double
        /// Degrees east.
        public var longitude: Double

        /// A position from its parts.
        public init(latitude: Double, longitude: Double) {
            self.latitude = latitude
            self.longitude = longitude
        }
    }

    /// A counted listener.
    public struct Place: Hashable, Sendable {
        /// Its identity, as long as it is counted.
        public let listenerID: String
        /// The address for its player.
        public let playlistURL: String
        /// The period of its heartbeats.
        public let heartbeat: Duration
        /// The time after the last heartbeat at which it expires.
        public let expiry: Duration
    }

    /// The result of a heartbeat.
    public enum Beat: Hashable, Sendable {
        /// Still counted.
        case counted
        /// No longer counted: a listener that still listens joins again.
        case gone
    }

    /// The address of the live's resource, such as `http://127.0.0.1:8080/lives/0e2f…`.
    public let url: String
    private let token: String
    private let timeout: Duration

    /// An answer or a problem is a few hundred bytes.
    private static let maximumBody = 64 << 10

    /// - Parameters:
    ///   - liveID: the live.
    ///   - base: the node's address, without a trailing slash.
    ///   - token: the listener's bearer token.
    public init(liveID: String, at base: String, token: String, timeout: Duration = .seconds(10)) {
        url = "\(base)/lives/\(liveID)"
        self.token = token
        self.timeout = timeout
    }

    /// Joins the live.
    ///
    /// - Throws: ``ListenerError``; `refused` with 410 when the live has ended, 503 when listeners cannot be counted.
    public func join(position: Position? = nil) async throws(ListenerError) -> Place {
        let body = JoinBody(position: position.map { .init(lat: $0.latitude, lon: $0.longitude) })
        let answer = try await send("POST", "/listeners", body)
        guard let place = try? JSONDecoder().decode(PlaceBody.self, from: Data(answer.utf8)) else {
            throw .unreadable(answer)
        }
        return Place(
            listenerID: place.listenerID, playlistURL: place.playlistURL, heartbeat: .seconds(place.heartbeat),
            expiry: .seconds(place.expiry))
    }

    /// Sends a heartbeat.
    ///
    /// - Throws: ``ListenerError``; `refused` with 410 when the live has ended.
    public func beat(_ listenerID: String) async throws(ListenerError) -> Beat {
        do throws(ListenerError) {
            _ = try await send("POST", "/listeners/\(listenerID)/heartbeat")
            return .counted
        } catch {
            guard case .refused(404, _) = error else { throw error }
            return .gone
        }
    }

    /// Leaves the live.
    public func leave(_ listenerID: String) async throws(ListenerError) {
        _ = try await send("DELETE", "/listeners/\(listenerID)")
    }

    /// Likes the live. A second like has no effect.
    public func like() async throws(ListenerError) { _ = try await send("POST", "/likes") }

    /// Reports the live. A second report has no effect.
    ///
    /// - Parameter category: a category of the node, such as `hate` or `spam`.
    public func report(category: String) async throws(ListenerError) {
        _ = try await send("POST", "/reports", ReportBody(category: category))
    }

    private struct JoinBody: Encodable {
        struct Position: Encodable {
            var lat: Double
            var lon: Double
        }

        var position: Position?
    }

    private struct ReportBody: Encodable {
        var category: String
    }

    private struct PlaceBody: Decodable {
        var listenerID: String
        var playlistURL: String
        var heartbeat: Double
        var expiry: Double

        enum CodingKeys: String, CodingKey {
            case listenerID = "listener_id"
            case playlistURL = "playlist_url"
            case heartbeat = "heartbeat_s"
            case expiry = "expiry_s"
        }
    }

    private func send(_ method: String, _ path: String) async throws(ListenerError) -> String {
        try await send(method, path, nil as JoinBody?)
    }

    private func send(
        _ method: String, _ path: String, _ body: (some Encodable)?
    ) async throws(ListenerError) -> String {
        var request = HTTPClientRequest(url: url + path)
        request.method = .init(rawValue: method)
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        let status: Int
        let text: String
        let retryAfter: String?
        do {
            if let body {
                request.headers.add(name: "Content-Type", value: "application/json")
                request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(body)))
            }
            let response = try await HTTPClient.shared.execute(request, timeout: TimeAmount(timeout))
            text = String(buffer: try await response.body.collect(upTo: Self.maximumBody))
            status = Int(response.status.code)
            retryAfter = response.headers.first(name: "Retry-After")
        } catch {
            throw .unreachable(url: url + path, reason: "\(error)")
        }
        guard (200..<300).contains(status) else {
            throw .refused(status: status, problem: ProblemDetails(body: text, retryAfter: retryAfter))
        }
        return text
    }
}
