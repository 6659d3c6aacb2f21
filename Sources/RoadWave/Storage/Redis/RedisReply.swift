internal import CHiredis

/// An answer of Redis (RESP2).
enum RedisReply: Hashable, Sendable {
    case null
    case integer(Int64)
    /// A simple string, such as `OK`.
    case status(String)
    case bytes([UInt8])
    case array([RedisReply])
    /// An error, such as `NOSCRIPT No matching script.`
    case error(String)

    /// The most characters of an error that are kept: those of Redis are one line.
    private static let longestError = 1_000

    /// The text of a string; nil for another reply.
    var text: String? {
        switch self {
        case .status(let text): text
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .null, .integer, .array, .error: nil
        }
    }

    /// The value of an integer; nil for another reply, and if it does not fit.
    var int: Int? {
        if case .integer(let value) = self { Int(exactly: value) } else { nil }
    }
}

extension RedisReply {
    /// Copies a reply of hiredis. Its reader limits the depth to nine arrays.
    init(_ reply: UnsafePointer<redisReply>) {
        let reply = reply.pointee
        switch reply.type {
        case REDIS_REPLY_STRING: self = .bytes(Self.bytes(reply))
        case REDIS_REPLY_STATUS: self = .status(String(decoding: Self.bytes(reply), as: UTF8.self))
        case REDIS_REPLY_ERROR:
            self = .error(String(decoding: Self.bytes(reply).prefix(Self.longestError), as: UTF8.self))
        case REDIS_REPLY_INTEGER: self = .integer(reply.integer)
        case REDIS_REPLY_ARRAY:
            self = .array(
                UnsafeBufferPointer(start: reply.element, count: reply.element == nil ? 0 : reply.elements)
                    .map { element in element.map { RedisReply($0) } ?? .null })
        // REDIS_REPLY_NIL, and types that a later hiredis may add: they contain no readable value.
        default: self = .null
        }
    }

    private static func bytes(_ reply: redisReply) -> [UInt8] {
        guard let start = reply.str else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: reply.len))
    }
}

extension RedisReply: CustomStringConvertible {
    /// The form for logs: the start of a text, the first elements of an array.
    var description: String {
        switch self {
        case .null: "nil"
        case .integer(let value): "\(value)"
        case .status(let text), .error(let text): text
        case .bytes(let bytes):
            "\"\(String(decoding: bytes.prefix(80), as: UTF8.self))\(bytes.count > 80 ? "…" : "")\""
        case .array(let elements):
            "[\(elements.prefix(5).map(\.description).joined(separator: ", "))\(elements.count > 5 ? ", …" : "")]"
        }
    }
}

/// A command: its name, then its arguments. The encoding keeps arguments apart, whatever they contain.
struct RedisCommand: Hashable, Sendable {
    let words: [String]

    init(_ words: String...) { self.words = words }

    init(words: [String]) { self.words = words }
}
