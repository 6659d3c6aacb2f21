internal import Foundation
internal import Hummingbird
internal import NIOCore

/// Reads the bodies of requests, within a size and a time: one that trickles in would hold its connection for hours.
struct BoundedBody: Sendable {
    /// More than any route takes: an offer of a creator's application is the longest body.
    static let maximumLength = 64 * 1_024
    /// What a request may bring where nothing is asked for: some applications send an empty object with every request.
    static let maximumUnread = 4 * 1_024
    private static let jsonType = "application/json"

    /// How long a body may take.
    let timeout: Duration
    /// What that time is counted with.
    let clock: NodeClock

    /// The bytes of a body.
    /// - Throws: `Problem` 413 when there are more than `limit`, 408 when they do not come in time.
    func bytes(of request: Request, limit: Int) async throws -> ByteBuffer {
        // Refused before any of it is read. A length that is no number, or is not the body's, never gets here.
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem.tooLarge(limit: limit)
        }
        guard request.hasBody else { return ByteBuffer() }
        return try await withThrowingTaskGroup(of: ByteBuffer.self) { group in
            group.addTask {
                do {
                    return try await request.body.collect(upTo: limit)
                } catch is NIOTooManyBytesError {
                    throw Problem.tooLarge(limit: limit)
                }
            }
            group.addTask { [clock, timeout] in
                try await clock.sleep(for: timeout)
                throw Problem.tooSlow
            }
            defer { group.cancelAll() }
            return try await group.next() ?? ByteBuffer()
        }
    }

    /// Lets go of the body of a request that needs none. To be called before anything is changed: whoever is refused for
    /// a long body must not find that the request took effect.
    /// - Throws: `Problem`, as ``bytes(of:limit:)``.
    func ignore(of request: Request) async throws { _ = try await bytes(of: request, limit: Self.maximumUnread) }

    /// What a body of JSON asks for; an empty one asks for what an empty object does. Members that nobody asks for are let
    /// through, for clients of later versions.
    /// - Throws: `Problem` 415 for another type, 400 with the field that is wrong, and as ``bytes(of:limit:)``.
    func value<Value: Decodable>(
        of request: Request, limit: Int, as type: Value.Type = Value.self
    ) async throws -> Value {
        let body = try await bytes(of: request, limit: limit)
        if body.readableBytes > 0 {
            let type = request.headers[.contentType]?.prefix { $0 != ";" && $0 != " " }.lowercased()
            guard type == Self.jsonType else {
                throw Problem.unsupportedMediaType(accepted: Self.jsonType, header: .accept)
            }
        }
        do {
            let data = body.readableBytes > 0 ? Data(body.readableBytesView) : Data("{}".utf8)
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw Problem(BodyFault(error))
        }
    }
}

extension Request {
    /// Whether a body comes with the head, or may (RFC 9112 §6.3). Without one nothing is waited for: most requests of
    /// listeners have none.
    fileprivate var hasBody: Bool {
        headers[.transferEncoding] != nil || headers[.contentLength].map { $0 != "0" } ?? false
    }
}
