/// The JSON of `GET /lives`.
struct LiveListDocument: Encodable {
    /// Newest first, each as `GET /lives/{id}` gives it.
    var lives: [LiveDocument]
    /// The `cursor` of the next page; absent on the last one.
    var next: String?

    /// - Parameter mediaBase: the root of the playlists' URLs, without a trailing slash.
    init(_ page: LivePage, mediaBase: String) {
        lives = page.lives.map { LiveDocument($0, mediaBase: mediaBase) }
        next = page.next?.description
    }
}
