/// What HTTP says of an object beside its bytes.
public struct ObjectAttributes: Hashable, Sendable {
    /// `Content-Type`
    public var contentType: String

    /// `Cache-Control`; nil to say nothing.
    public var cacheControl: String?

    /// Attributes of an object.
    public init(contentType: String, cacheControl: String? = nil) {
        self.contentType = contentType
        self.cacheControl = cacheControl
    }

    /// A media segment never changes: its number is never used twice. An hour outlives any playlist that lists it.
    public static let transportStream = ObjectAttributes(
        contentType: "video/mp2t", cacheControl: "public, max-age=3600, immutable")

    /// A playlist changes at each segment: a cache may keep it for less than half of one.
    public static let playlist = ObjectAttributes(
        contentType: "application/vnd.apple.mpegurl", cacheControl: "public, max-age=1")

    /// The attributes that an object called `key` has unless told otherwise.
    public static func standard(for key: ObjectKey) -> ObjectAttributes {
        switch key.fileExtension {
        case "ts": .transportStream
        case "m3u8": .playlist
        case "mp3": ObjectAttributes(contentType: "audio/mpeg")
        case "ogg", "opus": ObjectAttributes(contentType: "audio/ogg")
        case "json": ObjectAttributes(contentType: "application/json")
        default: ObjectAttributes(contentType: "application/octet-stream")
        }
    }
}
