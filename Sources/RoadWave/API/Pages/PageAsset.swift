internal import Crypto

/// A file of the pages, compiled into the program (`Assets/`).
/// See docs/decisions/api.md, « OpenAPI by hand ».
struct PageAsset: Sendable {
    let bytes: [UInt8]
    /// The media type, with the character set.
    let contentType: String
    /// The tag with which a browser asks whether the file has changed (RFC 9110 §8.8.3). It is computed from the bytes,
    /// so every node of a version has the same one.
    let entityTag: String

    init(_ type: PageAssetType, _ bytes: [UInt8]) {
        self.bytes = bytes
        contentType = type.rawValue
        let digits = SHA256.hash(data: bytes).prefix(8).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        entityTag = "\"\(digits.joined())\""
    }
}

/// The types of the pages' files.
enum PageAssetType: String {
    case html = "text/html; charset=utf-8"
    case css = "text/css; charset=utf-8"
    // RFC 9239 §6.
    case javaScript = "text/javascript; charset=utf-8"
    case svg = "image/svg+xml"
    // RFC 9512.
    case yaml = "application/yaml"
}
