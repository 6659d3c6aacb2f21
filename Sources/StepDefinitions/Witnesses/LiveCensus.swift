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

    /// Those whose playlist does not list a segment yet.
    func silent(among ids: [String]) async -> [String] {
        let http = HTTPWitness()
        var silent: [String] = []
        for id in ids {
            guard let master = playlists[id], let answer = await http.persistently(master), answer.status == 200,
                let uri = answer.text.split(whereSeparator: \.isNewline).first(where: { !$0.hasPrefix("#") }),
                let folder = master.lastIndex(of: "/"),
                let media = await http.persistently(String(master[...folder]) + uri), media.text.contains("#EXTINF:")
            else {
                silent.append(id)
                continue
            }
        }
        return silent
    }
}
