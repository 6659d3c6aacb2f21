/// Who starts the DTLS handshake: `a=setup` (RFC 4145 §4, RFC 8842 §5).
public enum DTLSSetup: String, Hashable, Sendable {
    /// Will start it: the DTLS client.
    case active
    /// Will wait for it: the DTLS server.
    case passive
    /// The offerer leaves the choice to the answerer.
    case actpass

    /// Reads the value of `a=setup`, in any case; `nil` for `holdconn` too, which WebRTC does not use (RFC 8842 §5.1).
    init?(attribute value: String) {
        guard
            let setup = [DTLSSetup.active, .passive, .actpass].first(where: { value.equalsIgnoringCase($0.rawValue) })
        else { return nil }
        self = setup
    }

    /// The answerer's role. An answer to `actpass` could be `active` (RFC 8842 §5.3 prefers it, to save half a round
    /// trip); a server that waits spends nothing on offers that never come to life.
    public var answer: DTLSSetup {
        switch self {
        case .active, .actpass: .passive
        case .passive: .active
        }
    }
}
