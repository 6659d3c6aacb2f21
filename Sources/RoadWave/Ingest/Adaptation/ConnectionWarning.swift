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
