/// Why bytes are not an RTP packet (RFC 3550 §5.1).
public enum RTPError: Error, Hashable, Sendable {
    /// Shorter than its header, its CSRC list or its extension says.
    case truncated
    /// The version is not 2.
    case unsupportedVersion
    /// The padding count is zero or larger than the payload.
    case badPadding
}
