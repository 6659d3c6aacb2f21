internal import Foundation

/// The server's reason for a refusal: `application/problem+json` (RFC 9457), or any other body.
public struct ProblemDetails: Hashable, Sendable {
    /// A place in the queue of a full node.
    public struct QueuePlace: Hashable, Sendable, Decodable {
        /// 1 for the next creator to get a slot.
        public let position: Int
        /// The token of the place, to be sent with the next request.
        public let ticket: String
    }

    /// The code for programs, such as `capacity_reached`; `nil` if the server is not a RoadWave node.
    public var code: String?
    /// The text for people: French from a RoadWave node, otherwise the start of the body.
    public var detail: String
    /// The exact error of the request, in English, for the developer of an application.
    public var reason: String?
    /// The creator's place in the queue, if any.
    public var queue: QueuePlace?
    /// The creator's running lives, with the code `already_live`: to be resumed, or ended.
    public var liveIDs: [String]
    /// The wait before the next request; `nil` if the server does not give it in seconds (RFC 9110 §10.2.3).
    public var retryAfter: Duration?

    /// The part of another body that is kept: enough for a log line.
    private static let keptCharacters = 500
    /// The longest wait that is believed: a day.
    private static let maximumWait = 86_400

    /// A problem from its parts.
    public init(
        code: String? = nil, detail: String, reason: String? = nil, queue: QueuePlace? = nil, liveIDs: [String] = [],
        retryAfter: Duration? = nil
    ) {
        self.code = code
        self.detail = detail
        self.reason = reason
        self.queue = queue
        self.liveIDs = liveIDs
        self.retryAfter = retryAfter
    }

    private struct Document: Decodable {
        var code: String?
        var detail: String?
        var title: String?
        var reason: String?
        var queue: QueuePlace?
        var liveIDs: [String]?

        enum CodingKeys: String, CodingKey {
            case code, detail, title, reason, queue
            case liveIDs = "live_ids"
        }
    }

    /// Reads the answer of a server.
    ///
    /// - Parameter retryAfter: the header of that name.
    init(body: String, retryAfter: String?) {
        let document = try? JSONDecoder().decode(Document.self, from: Data(body.utf8))
        self.init(
            code: document?.code,
            detail: document?.detail ?? document?.title ?? String(body.prefix(Self.keptCharacters)),
            reason: document?.reason, queue: document?.queue, liveIDs: document?.liveIDs ?? [],
            retryAfter: retryAfter.flatMap { UInt32($0) }.map { .seconds(min(Int($0), Self.maximumWait)) })
    }
}

extension ProblemDetails: CustomStringConvertible {
    /// The detail, and the developer's reason if there is one.
    public var description: String { reason.map { "\(detail) (\($0))" } ?? detail }
}
