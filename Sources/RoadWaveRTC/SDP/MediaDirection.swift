/// Who sends in a media section (RFC 8866 §6.7).
public enum MediaDirection: String, CaseIterable, Hashable, Sendable {
    /// Both send; the default.
    case sendrecv
    /// Only the writer of the description sends.
    case sendonly
    /// Only the reader of the description sends.
    case recvonly
    /// Neither sends.
    case inactive

    /// Whether the writer of the description sends.
    public var sends: Bool { self == .sendrecv || self == .sendonly }

    /// Whether the writer of the description receives.
    public var receives: Bool { self == .sendrecv || self == .recvonly }
}

extension MediaDescription {
    /// The section's direction, or the session's, or `sendrecv`.
    func direction(in description: SessionDescription) -> MediaDirection {
        for attributes in [attributes, description.attributes] {
            if let found = attributes.lazy.compactMap({ MediaDirection(rawValue: $0.name) }).first { return found }
        }
        return .sendrecv
    }
}
