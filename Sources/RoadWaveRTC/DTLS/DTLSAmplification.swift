/// Bounds the bytes that we send to an unproven address by the bytes received from there.
///
/// Anyone with a token can forge the source of a check, and of a ClientHello. Until the handshake is done, nothing
/// shows that our answers reach the sender: a flight that is sent again and again could hit a third party. QUIC has the
/// same rule and the same factor (RFC 9000 §8.1).
///
/// See docs/decisions/webrtc.md, « What an unproven address may cost ».
struct DTLSAmplification: Sendable {
    /// Bytes sent for each byte received.
    private static let factor = 3

    /// Flights that may exceed the bound. They cover the loss of a datagram or two when the peer is a DTLS server that
    /// sends nothing by itself (FFmpeg's muxer).
    private var free: Int
    private var received = 0
    private var sent = 0

    /// The rule for one connection.
    init(role: DTLSTransport.Role) {
        // A client sends 170 bytes for a check of 100. A server sends 800 bytes for a check and a ClientHello, which an
        // honest client repeats by itself.
        free = role == .client ? 2 : 1
    }

    /// Counts bytes received from the address.
    mutating func receive(_ count: Int) { received += count }

    /// Whether a flight of this size may be sent; it then counts as sent.
    mutating func admits(_ count: Int) -> Bool {
        if sent + count > Self.factor * received {
            guard free > 0 else { return false }
            free -= 1
        }
        sent += count
        return true
    }
}
