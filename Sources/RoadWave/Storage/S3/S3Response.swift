internal import Foundation
internal import NIOHTTP1
internal import RoadWaveRTC

/// An answer of S3.
struct S3Response: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]

    /// Whether the request succeeded.
    var isSuccess: Bool { (200..<300).contains(status) }

    /// The first header called `name`, whatever its case.
    func header(_ name: String) -> String? { headers.first(name: name) }

    /// The metadata of the object in the headers; nil if they are invalid.
    /// - Parameter size: the size of the whole object.
    func metadata(size: Int) -> ObjectMetadata? {
        guard size >= 0, let date = header("Last-Modified").flatMap(Date.init(httpDate:)) else { return nil }
        return ObjectMetadata(
            size: size,
            attributes: ObjectAttributes(
                // S3 always sends one; this is its own default.
                contentType: header("Content-Type") ?? "binary/octet-stream",
                cacheControl: header("Cache-Control")),
            lastModified: date, entityTag: entityTag)
    }

    /// The entity tag without its quotes: some storages quote it, Swift's own API does not.
    var entityTag: String {
        var tag = Substring(header("ETag") ?? "")
        if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
        return tag.filter { $0 != "\"" }
    }

    /// Whether the entity tag of a put, or of a part, is the MD5 of its bytes: it has the form of one, and the object is
    /// not encrypted with keys of KMS or of the customer (Amazon S3 API Reference, "Object").
    var hasDigest: Bool {
        let encryption = header("x-amz-server-side-encryption") ?? ""
        return S3Digest.isDigest(entityTag) && !encryption.hasPrefix("aws:kms")
            && header("x-amz-server-side-encryption-customer-algorithm") == nil
    }

    /// `Content-Length`; nil if it is absent or not a number.
    var contentLength: Int? {
        header("Content-Length").flatMap { Int(digits: $0) }
    }

    /// `Content-Range: bytes FIRST-LAST/SIZE` (RFC 9110 §14.4); nil if it is absent, open or invalid.
    var contentRange: (range: Range<Int>, size: Int)? {
        guard let text = header("Content-Range"), text.hasPrefix("bytes ") else { return nil }
        let numbers = text.dropFirst(6).split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" }.map {
            Int(digits: $0)
        }
        guard numbers.count == 3, let first = numbers[0], let last = numbers[1], let size = numbers[2],
            first >= 0, first <= last, last < size
        else { return nil }
        return (first..<(last + 1), size)
    }
}
