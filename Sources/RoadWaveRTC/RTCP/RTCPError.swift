/// Why bytes are not a compound RTCP packet (RFC 3550 §6.1, appendix A.2).
public enum RTCPError: Error, Hashable, Sendable {
    /// A header, or what a header or a count announces, runs past the end.
    case truncated
    /// The version is not 2.
    case unsupportedVersion
    /// Padding before the last packet, of zero bytes, not a multiple of 4, or longer than the packet.
    case badPadding
    /// A text of a source description or of a goodbye is not UTF-8, or an item list does not end.
    case malformedText
    /// The packets do not begin with a packet type that RTCP uses.
    case notRTCP
}
