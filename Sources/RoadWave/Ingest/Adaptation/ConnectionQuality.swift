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
