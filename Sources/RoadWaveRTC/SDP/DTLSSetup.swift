/// Who starts the DTLS handshake: `a=setup` (RFC 4145 §4, RFC 8842 §5).
public enum DTLSSetup: String, Hashable, Sendable {
    /// Starts it: the DTLS client.
    case active
    /// Waits for it: the DTLS server.
    case passive
    /// The offerer leaves the choice to the answerer.
    case actpass

    /// Reads the value of `a=setup`, in any case; `nil` also for `holdconn`, which WebRTC does not use (RFC 8842 §5.1).
    init?(attribute value: String) {
        guard
            let setup = [DTLSSetup.active, .passive, .actpass].first(where: { value.equalsIgnoringCase($0.rawValue) })
        else { return nil }
        self = setup
    }

    /// The answerer's role. RFC 8842 §5.3 prefers `active` as the answer to `actpass`, which saves half a round trip.
    /// But a server that waits spends nothing on offers that are never used.
    public var answer: DTLSSetup {
        switch self {
        case .active, .actpass: .passive
        case .passive: .active
        }
    }
}
