/// What a datagram is, from its first bytes: several protocols share one UDP port (RFC 7983 §7, RFC 5761 §4).
public enum DatagramKind: Hashable, Sendable {
    /// First byte 0…3.
    case stun
    /// First byte 20…63.
    case dtls
    /// First byte 128…191 and a second byte that is not an RTCP packet type.
    case rtp
    /// First byte 128…191 and a second byte in 192…223.
    case rtcp
    /// Empty, ZRTP, TURN channel data, QUIC: no protocol that we speak.
    case unknown

    /// Classifies a datagram without reading past its second byte.
    public init(_ datagram: some Collection<UInt8>) {
        var bytes = datagram.makeIterator()
        switch bytes.next() {
        case .some(0...3): self = .stun
        case .some(20...63): self = .dtls
        case .some(128...191):
            // RFC 5761 §4: payload types 64–95 with the marker bit would collide with RTCP, so they are forbidden.
            switch bytes.next() {
            case .some(192...223): self = .rtcp
            case .some: self = .rtp
            case nil: self = .unknown
            }
        default: self = .unknown
        }
    }
}
