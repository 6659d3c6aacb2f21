import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Watches the playlists of a public bucket by asking for them: a listing is seen up to one period late.
final class BucketWatch: ListingWatch {
    /// Between two looks at one playlist.
    static let period = Duration.milliseconds(50)

    private let task: Task<[Listing], any Error>

    init(root: String, lives: [String], renditions: [String]) {
        task = Task {
            try await withThrowingTaskGroup(of: [Listing].self) { group in
                for live in lives {
                    for rendition in renditions {
                        group.addTask { try await Self.follow(root, live, rendition) }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
        }
    }

    private static func follow(_ root: String, _ live: String, _ rendition: String) async throws -> [Listing] {
        let url = "\(root)/lives/\(live)/\(rendition)/media.m3u8"
        var reader = PlaylistReader()
        var listings: [Listing] = []
        while !reader.isEnded, !Task.isCancelled {
            if let text = await text(of: url) {
                let now = NIODeadline.now()
                let news = reader.news(in: text)
                listings += news.map {
                    Listing(live: live, rendition: rendition, sequence: $0.sequence, samples: $0.samples, time: now)
                }
                // why: no segment follows another within a second and a half, and the storage has few requests to give.
                if !news.isEmpty { try? await Task.sleep(for: .milliseconds(1_500)) }
            }
            // why: the period of the looks.
            try? await Task.sleep(for: period)
        }
        return listings
    }

    private static func text(of url: String) async -> String? {
        guard let answer = try? await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(5)),
            answer.status == .ok, let body = try? await answer.body.collect(upTo: 1 << 20)
        else { return nil }
        return String(buffer: body)
    }

    func finish() async throws -> [Listing] {
        let limit = Task {
            // why: the last playlists are written while this waits.
            try await Task.sleep(for: .seconds(20))
            task.cancel()
        }
        defer { limit.cancel() }
        return try await task.value
    }
}
