internal import Foundation

/// An event of a live (`GET /lives/{id}/events`).
public enum LiveEvent: Hashable, Sendable {
    /// The bitrate that the creator's network carries.
    case bitrateAdvice(BitrateAdvice)
    /// The creator's network is too unstable, or stable again.
    case connectionWarning(ConnectionWarning)
    /// The live is now `live`, `interrupted`, `ended` or `lost`.
    case liveState(String)
    /// The new numbers of listeners, likes and reports.
    case counters(Counters)
    /// The live has ended: no event follows.
    case ended(LiveEnd)
    /// An event of a later version, or an unreadable one.
    case other(ServerSentEvent)

    /// Advice for a creator's encoder.
    public struct BitrateAdvice: Hashable, Sendable {
        /// Bits per second of Opus.
        public var bitrate: Int
        /// The reason, for a log: a name from the server.
        public var reason: String?

        /// An advice from its parts.
        public init(bitrate: Int, reason: String?) {
            self.bitrate = bitrate
            self.reason = reason
        }
    }

    /// A warning for the creator about the connection.
    public struct ConnectionWarning: Hashable, Sendable {
        /// A French sentence.
        public var message: String
        /// The state of the connection, as in the document of the live.
        public var quality: String?

        /// A warning from its parts.
        public init(message: String, quality: String?) {
            self.message = message
            self.quality = quality
        }
    }

    /// The counts of a live's audience.
    public struct Counters: Hashable, Sendable {
        /// Listeners who joined and have not left or expired.
        public var listeners: Int
        /// Users who like the live.
        public var likes: Int
        /// The number of users who have reported it; nil for clients other than its creator and operators.
        public var reports: Int?

        /// Counts from their parts.
        public init(listeners: Int, likes: Int, reports: Int?) {
            self.listeners = listeners
            self.likes = likes
            self.reports = reports
        }
    }

    /// The end of a live.
    public struct LiveEnd: Hashable, Sendable {
        /// As `ended_reason` in the document of the live.
        public var reason: String?
        /// A French sentence.
        public var message: String?

        /// An end from its parts.
        public init(reason: String?, message: String?) {
            self.reason = reason
            self.message = message
        }
    }

    private struct Document: Decodable {
        var bitrate: Int?
        var reason: String?
        var message: String?
        var quality: String?
        var state: String?
        var listeners: Int?
        var likes: Int?
        var reports: Int?

        enum CodingKeys: String, CodingKey {
            case bitrate = "bitrate_bps"
            case reason, message, quality, state, listeners, likes, reports
        }
    }

    /// Reads an event. An unknown or malformed one is kept as it came.
    public init(_ event: ServerSentEvent) {
        let document = (try? JSONDecoder().decode(Document.self, from: Data(event.data.utf8))) ?? Document()
        switch event.type {
        case "bitrate_advice":
            guard let bitrate = document.bitrate else { break }
            self = .bitrateAdvice(BitrateAdvice(bitrate: bitrate, reason: document.reason))
            return
        case "connection_warning":
            guard let message = document.message else { break }
            self = .connectionWarning(ConnectionWarning(message: message, quality: document.quality))
            return
        case "live_state":
            guard let state = document.state else { break }
            self = .liveState(state)
            return
        case "counters":
            guard let listeners = document.listeners, let likes = document.likes else { break }
            self = .counters(Counters(listeners: listeners, likes: likes, reports: document.reports))
            return
        case "ended":
            self = .ended(LiveEnd(reason: document.reason, message: document.message))
            return
        default: break
        }
        self = .other(event)
    }
}
