/// Bounds what we send to an address that has proven nothing, by what came from there.
///
/// The source of a check can be forged by anyone who has a token, and with it a ClientHello. Until the handshake is done
/// nothing shows that our answers arrive at the sender, and a flight that is sent again and again would hit a stranger.
/// QUIC has the same rule and the same factor (RFC 9000 §8.1).
///
/// See docs/decisions/webrtc.md, « What an unproven address may cost ».
struct DTLSAmplification: Sendable {
    /// Bytes sent for each byte received.
    private static let factor = 3

    /// Flights that may go beyond: as many as a lost datagram or two need where the peer, a DTLS server, sends nothing
    /// by itself (FFmpeg's muxer).
    private var free: Int
    private var received = 0
    private var sent = 0

    /// The rule for one connection.
    init(role: DTLSTransport.Role) {
        // A client sends 170 bytes for a check of 100; a server 800 bytes for a check and a ClientHello, and an honest
        // client sends that again by itself.
        free = role == .client ? 2 : 1
    }

    /// Bytes came from the address.
    mutating func receive(_ count: Int) { received += count }

    /// Whether a flight of so many bytes may leave; it then counts as sent.
    mutating func admits(_ count: Int) -> Bool {
        if sent + count > Self.factor * received {
            guard free > 0 else { return false }
            free -= 1
        }
        sent += count
        return true
    }
}
