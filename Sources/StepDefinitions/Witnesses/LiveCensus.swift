internal import Foundation
internal import RoadWaveTestServices

/// The lives that a node tells of, counted page by page as any listener's application would.
struct LiveCensus: Sendable {
    /// The playlist of each live, by the live's identifier.
    let playlists: [String: String]

    /// Asks `GET /lives?state=live` until its last page.
    static func take(from base: String) async throws -> LiveCensus {
        let http = HTTPWitness()
        var playlists: [String: String] = [:]
        var cursor: String?
        repeat {
            let query = cursor.map { "&cursor=\($0)" } ?? ""
            let answer = await http.persistently("\(base)/lives?state=live\(query)")
            guard let page = answer, page.status == 200 else {
                throw DriverError("GET /lives ne répond pas : \(answer.map { "\($0.status) \($0.text)" } ?? "rien")")
            }
            for case let live as [String: any Sendable] in page.json["lives"] as? [any Sendable] ?? [] {
                guard let id = live["live_id"] as? String, let url = live["playlist_url"] as? String else { continue }
                playlists[id] = url
            }
            cursor = page.json["next"] as? String
        } while cursor != nil
        return LiveCensus(playlists: playlists)
    }

    /// The last segment that each of them lists; those are left out that list none.
    func lastSegments(of ids: [String]) async -> [String: ListedSegment] {
        var segments: [String: ListedSegment] = [:]
        for id in ids { segments[id] = await lastSegment(of: id) }
        return segments
    }

    /// A segment, and where it is.
    struct ListedSegment: Sendable {
        let sequence: Int
        let url: String
    }

    private func lastSegment(of id: String) async -> ListedSegment? {
        let http = HTTPWitness()
        guard let master = playlists[id], let answer = await http.persistently(master), answer.status == 200,
            let variant = ListedMaster(answer.text)?.variants.first,
            let url = URL(string: variant.uri, relativeTo: URL(string: master)),
            let media = await http.persistently(url.absoluteString),
            let last = ListedPlaylist(media.text)?.segments.last,
            let segment = URL(string: last.uri, relativeTo: url)
        else { return nil }
        return ListedSegment(sequence: last.sequence, url: segment.absoluteString)
    }
}
