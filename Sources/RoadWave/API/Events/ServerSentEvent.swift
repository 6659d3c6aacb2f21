internal import Foundation
internal import HTTPTypes

/// One event of a `text/event-stream` (HTML standard, §9.2).
struct ServerSentEvent: Equatable {
    /// How long a browser waits before it reconnects, in milliseconds.
    static let retryMilliseconds = 2_000
    /// The first lines of a stream.
    static let preamble = "retry: \(retryMilliseconds)\n\n"
    /// A comment, which only shows that the stream is alive.
    static let keepAlive = ":\n\n"

    /// The headers of a response that is a stream.
    static var headers: HTTPFields {
        [
            .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
            // Otherwise NGINX would wait for a full buffer before it sends anything.
            .acceleratorBuffering: "no",
        ]
    }

    /// The event name that handlers register for.
    var name: String
    /// The data, in one line.
    var data: String

    /// An event whose data is a JSON object in one line.
    init(_ name: String, _ value: some Encodable) {
        self.name = name
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and integers can always be encoded, without line breaks.
        data = (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// The text of the event.
    /// - Parameter number: its `id`.
    func text(number: Int) -> String { "id: \(number)\nevent: \(name)\ndata: \(data)\n\n" }
}
