internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Requests as a player makes them: gzip accepted, redirects seen rather than followed.
struct PlayerRequests: Sendable {
    /// An answer, and its bytes, decompressed.
    struct Answer: Sendable {
        let status: Int
        /// Names in lower case.
        let headers: [String: String]
        let body: [UInt8]
    }

    /// One for the whole run, as the client that everybody shares: it follows redirects.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.redirectConfiguration = .disallow
        return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }()

    /// Waits until a media playlist lists so many segments; who calls sets the bound.
    func waitForSegments(_ count: Int, listedAt url: String) async throws {
        while ListedPlaylist(String(decoding: await get(url).body, as: UTF8.self))?.segments.count ?? 0 < count {
            // why: the pause between two looks at a condition.
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Asks for `url`; status 0 when nothing answers.
    func get(_ url: String) async -> Answer {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "Accept-Encoding", value: "gzip")
        guard let response = try? await Self.client.execute(request, timeout: .seconds(10)),
            // A segment of 2 s is some tens of kilobytes: 1 MiB is a broken server.
            let body = try? await response.body.collect(upTo: 1 << 20)
        else { return Answer(status: 0, headers: [:], body: []) }
        let pairs = response.headers.map { ($0.name.lowercased(), $0.value) }
        return Answer(
            status: Int(response.status.code), headers: Dictionary(pairs, uniquingKeysWith: { $0 + ", " + $1 }),
            body: Array(body.readableBytesView))
    }
}
