/// How a creator's connection is at one moment, and what the creator was told of it.
public struct LiveConnection: Hashable, Sendable {
    /// How good it is; nil before anything could be measured.
    public internal(set) var quality: ConnectionQuality?
    /// Received Opus in bits per second, without headers, over the last second; nil as for ``quality``.
    public internal(set) var receivedBitrate: Int?
    /// The Opus bitrate that suits it, in bits per second.
    public internal(set) var advisedBitrate: Int
    /// The last advice that the creator was given; nil when the first bitrate has suited all along.
    public internal(set) var advice: BitrateAdvice?
    /// The warning that stands.
    public internal(set) var warning: ConnectionWarning?

    /// A connection of which nothing is known.
    init(advisedBitrate: Int) {
        self.advisedBitrate = advisedBitrate
    }
}

/// How good a creator's connection is, as it is shown to the creator.
public enum ConnectionQuality: String, CaseIterable, Sendable {
    /// Well below the limits at which a lower bitrate is advised.
    case good
    /// Near these limits.
    case fair
    /// Over them: listeners may hear it.
    case poor
    /// Over the limits of a live that can be followed, or nothing arrives.
    case unstable
}

/// The bitrate that a creator's application is advised to encode at.
public struct BitrateAdvice: Hashable, Sendable {
    /// Why the advice changed.
    public enum Reason: String, CaseIterable, Sendable {
        /// Too many packets do not come.
        case loss
        /// Packets come too unevenly.
        case jitter
        /// Packets take too long.
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

/// What a creator is told of an unstable connection, or of its end.
public struct ConnectionWarning: Hashable, Sendable {
    /// The sentence of a warning that stands. The only place where it is written.
    public static let unstableMessage =
        "Votre connexion est trop instable\u{a0}: le son peut se couper. Rapprochez-vous d'un meilleur réseau."
    /// The sentence that takes a warning back.
    public static let clearedMessage = "Votre connexion est de nouveau stable."

    /// The connection at that moment: ``ConnectionQuality/unstable`` in a warning, a better one where it is taken back.
    public let quality: ConnectionQuality

    /// A warning, or its end.
    public init(quality: ConnectionQuality) {
        self.quality = quality
    }

    /// Whether it warns; else it takes the last warning back.
    public var stands: Bool { quality == .unstable }

    /// What the creator reads, in French.
    public var message: String { stands ? Self.unstableMessage : Self.clearedMessage }
}
