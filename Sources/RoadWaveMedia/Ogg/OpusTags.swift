/// The second packet of an Ogg Opus stream: what is said about it (RFC 7845 section 5.2).
public struct OpusTags: Hashable, Sendable {
    static let magic = Array("OpusTags".utf8)

    /// What wrote the stream.
    public var vendor: String
    /// Comments, each `NAME=value`; a name is in ASCII without `=`.
    public var comments: [String]

    /// A header from its parts.
    public init(vendor: String, comments: [String] = []) {
        self.vendor = vendor
        self.comments = comments
    }

    /// Reads the packet; text that is not UTF-8 is repaired.
    /// - Throws: `malformed` when it is no such header.
    public init(parsing packet: [UInt8]) throws(MediaError) {
        var reader = LittleEndianReader(packet[...])
        guard let magic = reader.read(count: Self.magic.count), magic.elementsEqual(Self.magic),
            let vendor = reader.readText(), let count = reader.read(UInt32.self),
            // Each comment has at least its length, so the packet's own size bounds the list.
            Int(count) <= reader.remaining / 4
        else { throw MediaError(.malformed, "the second packet is not an OpusTags (RFC 7845 section 5.2)") }
        self.vendor = vendor
        comments = []
        for _ in 0..<count {
            guard let comment = reader.readText() else {
                throw MediaError(.malformed, "a comment ends after its header (RFC 7845 section 5.2)")
            }
            comments.append(comment)
        }
    }

    /// The first comment of this name, whatever its capitals.
    public subscript(name: String) -> String? {
        let name = name.uppercased()
        for comment in comments {
            guard let separator = comment.firstIndex(of: "="), comment[..<separator].uppercased() == name else {
                continue
            }
            return String(comment[comment.index(after: separator)...])
        }
        return nil
    }

    /// The packet.
    func serialized() -> [UInt8] {
        var bytes = Self.magic
        bytes.append(text: vendor)
        bytes.append(littleEndian: UInt32(truncatingIfNeeded: comments.count))
        for comment in comments { bytes.append(text: comment) }
        return bytes
    }
}

extension [UInt8] {
    fileprivate mutating func append(text: String) {
        append(littleEndian: UInt32(truncatingIfNeeded: text.utf8.count))
        self += text.utf8
    }
}

extension LittleEndianReader {
    fileprivate mutating func readText() -> String? {
        guard let count = read(UInt32.self), let bytes = read(count: Int(count)) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
