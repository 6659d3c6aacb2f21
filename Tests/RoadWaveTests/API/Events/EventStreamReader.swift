import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import RoadWave

/// A client of a stream of events, which reads it event by event.
struct EventStreamReader: ~Copyable {
    /// An event, or a comment without a name.
    struct Event: Equatable {
        var name = ""
        var data = ""
        var number: Int?
    }

    let status: Int
    let headers: [String: String]
    private var chunks: HTTPClientResponse.Body.AsyncIterator
    private var text = ""

    /// Opens a stream, whatever the answer.
    init(_ url: String, token: String? = nil) async throws {
        var request = HTTPClientRequest(url: url)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        status = Int(response.status.code)
        headers = Dictionary(
            response.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
        chunks = response.body.makeAsyncIterator()
    }

    /// The next event or comment; nil at the end of the stream.
    mutating func next() async throws -> Event? {
        while true {
            if let end = text.range(of: "\n\n") {
                let block = text[..<end.lowerBound]
                text = String(text[end.upperBound...])
                if block.hasPrefix("retry:") { continue }
                return Self.event(block)
            }
            guard let chunk = try await chunks.next() else { return nil }
            text += String(buffer: chunk)
        }
    }

    /// The next event of this name, past others and comments.
    mutating func next(_ name: String) async throws -> Event? {
        while let event = try await next() {
            if event.name == name { return event }
        }
        return nil
    }

    private static func event(_ block: Substring) -> Event {
        var event = Event()
        for line in block.split(separator: "\n") {
            let value = line.drop { $0 != ":" }.dropFirst(2)
            if line.hasPrefix("event:") { event.name = String(value) }
            if line.hasPrefix("data:") { event.data = String(value) }
            if line.hasPrefix("id:") { event.number = Int(value) }
        }
        return event
    }
}

extension RunningTestNode {
    /// Opens the stream of a live's events.
    func events(of live: some CustomStringConvertible, token: String? = nil) async throws -> EventStreamReader {
        try await EventStreamReader("\(addresses.httpURL)/lives/\(live)/events", token: token)
    }
}
