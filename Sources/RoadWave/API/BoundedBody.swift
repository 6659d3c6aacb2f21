internal import Foundation
internal import Hummingbird
internal import NIOCore

/// Reads the bodies of requests, with a limit on size and time: a slow body could hold its connection for hours.
struct BoundedBody: Sendable {
    /// More than any route needs: the longest body is the offer of a creator's application.
    static let maximumLength = 64 * 1_024
    /// The limit for requests that need no body: some applications send an empty object with every request.
    static let maximumUnread = 4 * 1_024
    private static let jsonType = "application/json"

    /// How long a body may take.
    let timeout: Duration
    /// The clock for that time.
    let clock: NodeClock

    /// The bytes of a body.
    /// - Throws: `Problem` 413 if there are more than `limit`, 408 if they do not arrive in time.
    func bytes(of request: Request, limit: Int) async throws -> ByteBuffer {
        // The body is refused before any of it is read. Requests with an invalid or wrong length never get here.
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

    /// Discards the body of a request that needs none. To be called before any change: a request that is refused for a
    /// long body must have no effect.
    /// - Throws: `Problem`, as ``bytes(of:limit:)``.
    func ignore(of request: Request) async throws { _ = try await bytes(of: request, limit: Self.maximumUnread) }

    /// Decodes a JSON body; an empty body counts as an empty object. Unknown members are ignored, for clients of later
    /// versions.
    /// - Throws: `Problem` 415 for another type, 400 with the invalid field, and as ``bytes(of:limit:)``.
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
    /// Whether the head announces a body (RFC 9112 §6.3). Without one there is no wait: most requests of listeners have
    /// no body.
    fileprivate var hasBody: Bool {
        headers[.transferEncoding] != nil || headers[.contentLength].map { $0 != "0" } ?? false
    }
}
