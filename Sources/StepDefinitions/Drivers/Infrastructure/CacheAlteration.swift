internal import Foundation
internal import RoadWaveTestServices

/// A change in the configuration of a cache: a sabotage of reality, never part of a true run.
struct CacheAlteration: Sendable {
    /// What stands in `deploy/nginx/roadwave.conf`.
    let text: String
    /// What takes its place.
    let replacement: String

    /// Nothing is kept.
    static let keepsNothing = CacheAlteration(replacing: "proxy_cache roadwave;", with: "proxy_cache off;")
    /// Playlists are not kept.
    static let keepsNoPlaylist = CacheAlteration(
        replacing: "X-Accel-Expires $roadwave_playlist_expiry always", with: "X-Accel-Expires 0 always")
    /// A playlist is kept for ten seconds.
    static let keepsPlaylistsForTenSeconds = CacheAlteration(
        replacing: "X-Accel-Expires $roadwave_playlist_expiry always", with: "X-Accel-Expires 10 always")
    /// Each request has a copy of its own.
    static let keepsACopyForEachRequest = CacheAlteration(
        replacing: "proxy_cache_key $uri;", with: "proxy_cache_key $uri$request_id;")
    /// Segments are good for a second.
    static let keepsSegmentsForOneSecond = CacheAlteration(
        replacing: "    200     86400;", with: "    200     1;")

    init(replacing text: String, with replacement: String) {
        self.text = text
        self.replacement = replacement
    }

    /// Writes the configuration of production, altered, into `folder`.
    /// - Returns: the path of the altered configuration.
    /// - Throws: when nothing would be altered: the sabotage would be none.
    func write(in folder: String) throws -> String {
        let original = try String(contentsOf: Self.production, encoding: .utf8)
        guard original.contains(text) else {
            throw DriverError("la configuration de NGINX ne contient plus « \(text) »")
        }
        let path = folder + "/roadwave-saboté.conf"
        try original.replacing(text, with: replacement).write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// The configuration stands in the repository.
    private static var production: URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../../deploy/nginx/roadwave.conf")
            .standardizedFileURL
    }
}
