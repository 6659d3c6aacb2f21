internal import Foundation

/// Why a server refuses, in its own words: `application/problem+json` (RFC 9457), or whatever else it answered.
public struct ProblemDetails: Hashable, Sendable {
    /// A place in the queue of a node that is full.
    public struct QueuePlace: Hashable, Sendable, Decodable {
        /// 1 for the next creator who gets a place.
        public let position: Int
        /// Names the place; to be presented with the next try.
        public let ticket: String
    }

    /// What a program tells the error by, such as `capacity_reached`; `nil` when the server is no RoadWave node.
    public var code: String?
    /// What a person reads: French from a RoadWave node, otherwise the start of the body.
    public var detail: String
    /// What exactly is wrong with the request, in English, for the developer of an application.
    public var reason: String?
    /// The creator's place in the queue, when there is one.
    public var queue: QueuePlace?
    /// The creator's lives that run already, with the code `already_live`: to be resumed, or ended.
    public var liveIDs: [String]
    /// How long to wait before the next try; `nil` when the server does not say it in seconds (RFC 9110 §10.2.3).
    public var retryAfter: Duration?

    /// What is kept of a body that is no problem document: enough for a log line.
    private static let keptCharacters = 500
    /// Nobody is told to wait for longer than a day; a number beyond is a mistake.
    private static let maximumWait = 86_400

    /// States everything.
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
    /// The detail, and the developer's reason where there is one.
    public var description: String { reason.map { "\(detail) (\($0))" } ?? detail }
}
