/// Something that a step, a hook or the world adds to the report: a log line, a picture, a link.
public struct Attachment: Sendable, Hashable {
    /// How the body is written.
    public enum Encoding: String, Sendable, Hashable {
        /// As it is.
        case identity = "IDENTITY"
        /// Bytes in base 64.
        case base64 = "BASE64"
    }

    /// The text, or the bytes in base 64.
    public let body: String
    /// How the body is written.
    public let encoding: Encoding
    /// The IANA media type of the content, or one of Cucumber's own.
    public let mediaType: String
    /// The name to save it under; `nil` when it has none.
    public let fileName: String?

    /// A text.
    public init(text: String, mediaType: String, fileName: String? = nil) {
        body = text
        encoding = .identity
        self.mediaType = mediaType
        self.fileName = fileName
    }

    /// Some bytes.
    public init(bytes: some Sequence<UInt8>, mediaType: String, fileName: String? = nil) {
        body = Base64.encode(bytes)
        encoding = .base64
        self.mediaType = mediaType
        self.fileName = fileName
    }

    /// A line of log.
    public static func log(_ text: String) -> Attachment {
        Attachment(text: text, mediaType: "text/x.cucumber.log+plain")
    }

    /// A link.
    public static func link(_ uri: String) -> Attachment {
        Attachment(text: uri, mediaType: "text/uri-list")
    }
}
