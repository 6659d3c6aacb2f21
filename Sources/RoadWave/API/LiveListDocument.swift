/// The JSON of `GET /lives`.
struct LiveListDocument: Encodable {
    /// Newest first, each as `GET /lives/{id}` gives it.
    var lives: [LiveDocument]
    /// The `cursor` of the next page; absent on the last one.
    var next: String?

    /// - Parameters:
    ///   - mediaBase: the root of the playlists' URLs, without a trailing slash.
    ///   - audiences: what is counted of those who listen.
    init(_ page: LivePage, mediaBase: String, audiences: [LiveID: AudienceCounts]) {
        lives = page.lives.map { LiveDocument($0, mediaBase: mediaBase, audience: audiences[$0.id] ?? .none) }
        next = page.next?.description
    }
}
