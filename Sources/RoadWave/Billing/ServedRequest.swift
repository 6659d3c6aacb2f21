/// Why the request of a log line is not counted. Each reason counts its lines.
enum RefusedLine: Error, Hashable, CaseIterable, Sendable {
    /// It is not a line of this log's format: garbage, or the log of another server.
    case unreadable
    /// It is longer than any line about media.
    case tooLong
    /// Its date is more than a day ahead, or before 2020.
    case misdated
}

/// A request that a cache answered, from a line of its log. `deploy/nginx/roadwave.conf` has the format.
struct ServedRequest: Hashable, Sendable {
    /// When it was answered, by the clock of the cache.
    var at: WallDate
    /// Whether it was a GET or a HEAD: other requests get no media.
    var isRead: Bool
    /// The media that it asked for; nil if the path is not one of media.
    var media: ServedMedia?
    var status: Int
    /// All bytes sent, headers included.
    var sentBytes: Int64
    /// The bytes of the body.
    var bodyBytes: Int64
    /// The size of the whole object; nil if it is not in the line: a compressed playlist, several ranges at once.
    var objectBytes: Int64?
    /// Whether the answer was sent to its end.
    var isComplete: Bool

    /// Reads a line, without the line feed at its end.
    init(_ line: ArraySlice<UInt8>) throws(RefusedLine) {
        guard var fields = LogLineFields(line) else { throw .unreadable }
        var values: [Key: ArraySlice<UInt8>] = [:]
        while let field = try fields.next() {
            guard let key = Key(rawValue: String(decoding: field.key, as: UTF8.self)) else { continue }
            guard field.isText == key.isText, values.updateValue(field.value, forKey: key) == nil else {
                throw .unreadable
            }
        }
        guard let at = values[.at].flatMap(Self.milliseconds), let method = values[.method], let path = values[.path],
            let status = values[.status].flatMap(Self.integer), (0...999).contains(status),
            let sent = values[.bytes].flatMap(Self.integer), let body = values[.body].flatMap(Self.integer),
            body <= sent, let length = values[.length], let range = values[.range], let complete = values[.complete]
        else { throw .unreadable }
        self.at = WallDate(millisecondsSince1970: at)
        isRead = method.elementsEqual("GET".utf8) || method.elementsEqual("HEAD".utf8)
        media = ServedMedia(path: path)
        self.status = Int(status)
        sentBytes = sent
        bodyBytes = body
        // The length of a 206 is that of the part.
        objectBytes = status == 206 ? Self.total(ofRange: range) : Self.integer(length)
        isComplete = complete.elementsEqual("OK".utf8)
    }

    /// The members of a line that are read; the others may be anything.
    private enum Key: String {
        case at, method, path, status, bytes, body, length, range, complete

        var isText: Bool {
            switch self {
            case .at, .status, .bytes, .body: false
            case .method, .path, .length, .range, .complete: true
            }
        }
    }

    /// A whole number of at most 15 digits: less than a petabyte.
    private static func integer(_ text: ArraySlice<UInt8>) -> Int64? {
        guard (1...15).contains(text.count) else { return nil }
        var number: Int64 = 0
        for byte in text {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return number
    }

    /// Seconds with three decimals, as NGINX writes them.
    private static func milliseconds(_ text: ArraySlice<UInt8>) -> Int64? {
        guard text.count > 4, text[text.endIndex - 4] == UInt8(ascii: "."),
            let seconds = integer(text.dropLast(4)), let thousandths = integer(text.suffix(3))
        else { return nil }
        return seconds < 1_000_000_000_000 ? seconds * 1_000 + thousandths : nil
    }

    /// The size in `bytes 0-1/12408`.
    private static func total(ofRange range: ArraySlice<UInt8>) -> Int64? {
        range.lastIndex(of: UInt8(ascii: "/")).flatMap { integer(range[($0 + 1)...]) }
    }
}
