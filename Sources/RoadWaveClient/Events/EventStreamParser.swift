/// Parses a `text/event-stream` from pieces of any size (WHATWG HTML §9.2.5 and §9.2.6).
///
/// It works on bytes: a piece may end within a character or between CR and LF. Invalid UTF-8 becomes U+FFFD.
public struct EventStreamParser: Sendable {
    /// A violation of the bounds, after which reading on is useless.
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// A line is longer than ``EventStreamParser/maximumLine``.
        case lineTooLong
        /// The data of one event is longer than ``EventStreamParser/maximumData``.
        case eventTooLarge

        /// The error, in one line.
        public var description: String {
            switch self {
            case .lineTooLong: "a line of the event stream is longer than \(EventStreamParser.maximumLine) bytes"
            case .eventTooLarge: "an event of the stream is larger than \(EventStreamParser.maximumData) bytes"
            }
        }
    }

    /// Bytes of one line. An event of a live is a small JSON document of one line, 300 bytes.
    public static let maximumLine = 16 << 10
    /// Bytes of the data of one event.
    public static let maximumData = 64 << 10

    /// The identifier of the last event, for `Last-Event-ID`; empty before the first.
    public private(set) var lastEventID: String
    /// The wait before a reconnection in milliseconds, if the stream has set it.
    public private(set) var retryMilliseconds: Int?

    private var line: [UInt8] = []
    private var type = ""
    private var data: [UInt8] = []
    private var hasData = false
    private var endedWithCarriageReturn = false
    private var isFirstLine = true

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// A parser at the start of a stream.
    ///
    /// - Parameter lastEventID: the last identifier of the stream that this one continues.
    public init(lastEventID: String = "") {
        self.lastEventID = lastEventID
    }

    /// Takes the next piece.
    ///
    /// - Returns: the events that it completes. An event that is incomplete at the end of a stream is dropped.
    public mutating func consume(_ bytes: some Sequence<UInt8>) throws(Failure) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            // CRLF is one end of line, even between two pieces.
            let followsCarriageReturn = endedWithCarriageReturn
            endedWithCarriageReturn = byte == Self.carriageReturn
            if byte == Self.lineFeed, followsCarriageReturn { continue }
            guard byte == Self.lineFeed || byte == Self.carriageReturn else {
                guard line.count < Self.maximumLine else { throw .lineTooLong }
                line.append(byte)
                continue
            }
            if let event = try endLine() { events.append(event) }
        }
        return events
    }

    private mutating func endLine() throws(Failure) -> ServerSentEvent? {
        var bytes = line[...]
        if isFirstLine, bytes.starts(with: Self.byteOrderMark) { bytes = bytes.dropFirst(3) }
        isFirstLine = false
        defer { line.removeAll(keepingCapacity: true) }
        guard !bytes.isEmpty else { return dispatch() }
        let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        // A line that starts with a colon is a comment: servers keep connections alive with it.
        guard colon != bytes.startIndex else { return nil }
        var value = colon.map { bytes[($0 + 1)...] } ?? []
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        try setField(String(decoding: bytes[..<(colon ?? bytes.endIndex)], as: UTF8.self), value)
        return nil
    }

    private mutating func setField(_ name: String, _ value: ArraySlice<UInt8>) throws(Failure) {
        switch name {
        case "event": type = String(decoding: value, as: UTF8.self)
        case "data":
            guard data.count + value.count < Self.maximumData else { throw .eventTooLarge }
            if hasData { data.append(Self.lineFeed) }
            hasData = true
            data += value
        // An identifier with a NUL could not be returned in a header.
        case "id" where !value.contains(0): lastEventID = String(decoding: value, as: UTF8.self)
        case "retry": retryMilliseconds = Self.milliseconds(value) ?? retryMilliseconds
        default: break
        }
    }

    /// Digits only, and at most nine of them: eleven days.
    private static func milliseconds(_ value: ArraySlice<UInt8>) -> Int? {
        guard (1...9).contains(value.count), value.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return value.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            type = ""
            data = []
            hasData = false
        }
        guard hasData else { return nil }
        return ServerSentEvent(
            type: type.isEmpty ? "message" : type, data: String(decoding: data, as: UTF8.self),
            lastEventID: lastEventID)
    }
}
