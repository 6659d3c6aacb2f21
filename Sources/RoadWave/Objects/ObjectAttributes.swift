/// The HTTP headers of an object.
public struct ObjectAttributes: Hashable, Sendable {
    /// `Content-Type`
    public var contentType: String

    /// `Cache-Control`; nil for none.
    public var cacheControl: String?

    /// Attributes of an object.
    public init(contentType: String, cacheControl: String? = nil) {
        self.contentType = contentType
        self.cacheControl = cacheControl
    }

    /// A media segment never changes: its number is never used twice. It may be cached for an hour, longer than any
    /// playlist lists it.
    public static let transportStream = ObjectAttributes(
        contentType: "video/mp2t", cacheControl: "public, max-age=3600, immutable")

    /// A playlist changes at each segment of 2 s: it may be cached for at most half a segment.
    public static let playlist = ObjectAttributes(
        contentType: "application/vnd.apple.mpegurl", cacheControl: "public, max-age=1")

    /// The attributes of the object `key`, unless others are given.
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
