/// The state of a creator's connection at one moment, and the last messages to the creator about it.
public struct LiveConnection: Hashable, Sendable {
    /// The quality; nil before the first measurement.
    public internal(set) var quality: ConnectionQuality?
    /// Received Opus in bits per second, without headers, over the last second; nil before the first measurement.
    public internal(set) var receivedBitrate: Int?
    /// The Opus bitrate that suits it, in bits per second.
    public internal(set) var advisedBitrate: Int
    /// The last advice to the creator; nil if the first bitrate has suited all along.
    public internal(set) var advice: BitrateAdvice?
    /// The current warning, if any.
    public internal(set) var warning: ConnectionWarning?

    /// A connection without measurements.
    init(advisedBitrate: Int) {
        self.advisedBitrate = advisedBitrate
    }
}

/// The quality of a creator's connection, as the creator sees it.
public enum ConnectionQuality: String, CaseIterable, Sendable {
    /// Well below the limits at which a lower bitrate is advised.
    case good
    /// Near these limits.
    case fair
    /// Above these limits: listeners may hear it.
    case poor
    /// So bad that a live cannot be followed, or no packets arrive.
    case unstable
}

/// The bitrate that a creator's application is advised to encode at.
public struct BitrateAdvice: Hashable, Sendable {
    /// Why the advice changed.
    public enum Reason: String, CaseIterable, Sendable {
        /// Too many packets are lost.
        case loss
        /// The delay of packets varies too much.
        case jitter
        /// The round trip is too long.
        case roundTrip = "round_trip"
        /// The connection has been good for a while.
        case recovered
    }

    /// Opus bits per second.
    public let bitrate: Int
    /// Why the advice changed.
    public let reason: Reason

    /// An advice.
    public init(bitrate: Int, reason: Reason) {
        self.bitrate = bitrate
        self.reason = reason
    }
}

/// A warning to a creator about an unstable connection, or its withdrawal.
public struct ConnectionWarning: Hashable, Sendable {
    /// The sentence of a warning. It is written only here.
    public static let unstableMessage =
        "Votre connexion est trop instable\u{a0}: le son peut se couper. Rapprochez-vous d'un meilleur réseau."
    /// The sentence of a withdrawal.
    public static let clearedMessage = "Votre connexion est de nouveau stable."

    /// The connection at that moment: ``ConnectionQuality/unstable`` in a warning, a better one in a withdrawal.
    public let quality: ConnectionQuality

    /// A warning, or its withdrawal.
    public init(quality: ConnectionQuality) {
        self.quality = quality
    }

    /// Whether it is a warning; otherwise it withdraws the last one.
    public var stands: Bool { quality == .unstable }

    /// The text for the creator, in French.
    public var message: String { stands ? Self.unstableMessage : Self.clearedMessage }
}
