internal import Foundation

/// What a node tells about a live (`GET /lives/{id}/events`).
public enum LiveEvent: Hashable, Sendable {
    /// The bitrate that the creator's network carries.
    case bitrateAdvice(BitrateAdvice)
    /// The creator's network is too unstable, or stable again.
    case connectionWarning(ConnectionWarning)
    /// The live is now `live`, `interrupted`, `ended` or `lost`.
    case liveState(String)
    /// How many listen, like and have reported, as it has become.
    case counters(Counters)
    /// The live is over: nothing follows.
    case ended(LiveEnd)
    /// An event of a later version, or one that could not be read.
    case other(ServerSentEvent)

    /// What a creator's encoder should do.
    public struct BitrateAdvice: Hashable, Sendable {
        /// Bits per second of Opus.
        public var bitrate: Int
        /// Why, for a log: a name of the server's.
        public var reason: String?

        /// Advises.
        public init(bitrate: Int, reason: String?) {
            self.bitrate = bitrate
            self.reason = reason
        }
    }

    /// What a creator is told of the connection.
    public struct ConnectionWarning: Hashable, Sendable {
        /// A French sentence.
        public var message: String
        /// How the connection is, as in the document of the live.
        public var quality: String?

        /// Warns.
        public init(message: String, quality: String?) {
            self.message = message
            self.quality = quality
        }
    }

    /// What is counted of a live's audience.
    public struct Counters: Hashable, Sendable {
        /// Listeners who joined and are heard of.
        public var listeners: Int
        /// Users who like the live.
        public var likes: Int
        /// Users who have reported it.
        public var reports: Int

        /// Counts.
        public init(listeners: Int, likes: Int, reports: Int) {
            self.listeners = listeners
            self.likes = likes
            self.reports = reports
        }
    }

    /// How a live ended.
    public struct LiveEnd: Hashable, Sendable {
        /// As `ended_reason` in the document of the live.
        public var reason: String?
        /// A French sentence.
        public var message: String?

        /// Ends.
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

    /// Reads an event; what is not known or not as agreed stays as it came.
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
            guard let listeners = document.listeners, let likes = document.likes, let reports = document.reports else {
                break
            }
            self = .counters(Counters(listeners: listeners, likes: likes, reports: reports))
            return
        case "ended":
            self = .ended(LiveEnd(reason: document.reason, message: document.message))
            return
        default: break
        }
        self = .other(event)
    }
}
