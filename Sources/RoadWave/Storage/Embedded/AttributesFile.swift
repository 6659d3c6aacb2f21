internal import Glibc

/// The attributes of an object that differ from the standard ones of its extension, in a separate file: the content
/// type on the first line, the caching on the second.
enum AttributesFile {
    /// The header fields that a storage keeps are far shorter.
    private static let maximumSize = 4_096

    static func encode(_ attributes: ObjectAttributes) -> [UInt8] {
        [UInt8](([attributes.contentType] + [attributes.cacheControl].compactMap(\.self)).joined(separator: "\n").utf8)
    }

    /// The attributes in the file at `path`; nil if there is none.
    static func read(_ path: String) -> ObjectAttributes? {
        guard let file = try? OpenFile(path, flags: O_RDONLY), let bytes = try? file.read(0..<maximumSize) else {
            return nil
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", maxSplits: 1)
        guard let contentType = lines.first else { return nil }
        return ObjectAttributes(
            contentType: String(contentType), cacheControl: lines.count > 1 ? String(lines[1]) : nil)
    }
}
