extension Publisher.Disconnection: CustomStringConvertible {
    /// What happened, in one English sentence.
    public var description: String {
        switch self {
        case .unreachable(.noAnswer): "The server does not answer at any of its UDP addresses."
        case .unreachable(.consentExpired): "The server stopped answering over UDP."
        case .handshake(let error): "The DTLS handshake failed: \(error)"
        case .closedByServer: "The server ended the live."
        case .closed: "The publisher closed the live."
        }
    }
}
