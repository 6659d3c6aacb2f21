/// The address of an S3 storage, and the node's account there.
public struct S3Configuration: Hashable, Sendable {
    /// The root of the service, without a trailing slash, such as `https://s3.gra.io.cloud.ovh.net`.
    public var endpoint: String
    /// The region used in signatures, such as `gra`.
    public var region: String
    /// The bucket of all objects. It is addressed by path (`ENDPOINT/BUCKET/KEY`), which every S3 service accepts.
    public var bucket: String
    /// The credentials that sign requests.
    public var credentials: S3Credentials

    /// How the names of its settings begin, for error messages.
    var settings = "ROADWAVE_S3"

    /// A configuration from its parts.
    public init(endpoint: String, region: String, bucket: String, credentials: S3Credentials) {
        self.endpoint = endpoint
        self.region = region
        self.bucket = bucket
        self.credentials = credentials
    }

    /// The host and port of the endpoint, in the form of the `Host` header.
    var authority: String {
        guard let slashes = endpoint.firstRange(of: "://") else { return endpoint }
        return String(endpoint[slashes.upperBound...])
    }

    /// Whether `text` can be a bucket: 3 to 63 lower-case letters, digits, dots and hyphens, the first and last neither
    /// dot nor hyphen (Amazon S3 User Guide, "Bucket naming rules").
    static func isBucket(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (3...63).contains(bytes.count), let first = bytes.first, let last = bytes.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && bytes.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }

    /// Whether `text` can be a region: the signed text has it between slashes.
    static func isRegion(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
