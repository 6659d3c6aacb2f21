/// An SDP fragment that adds candidates or restarts ICE: the body of a WHIP `PATCH` (RFC 8840 §9, RFC 9725 §4.3).
public struct TrickleFragment: Hashable, Sendable {
    /// The credentials of the ICE generation of the candidates; new credentials request a restart.
    public var credentials: ICECredentials?
    /// The candidates of all sections.
    public var candidates: [ICECandidate]
    /// Whether no more candidates will come.
    public var isComplete: Bool
    /// The section of the fragment.
    public var mid: String?
    /// Whether its writer is a lite agent, as a lite server also states after a restart (RFC 9725 §4.3.3).
    public var isLite: Bool

    /// A fragment to send.
    public init(
        credentials: ICECredentials?, candidates: [ICECandidate] = [], isComplete: Bool = false, mid: String? = nil,
        isLite: Bool = false
    ) {
        self.credentials = credentials
        self.candidates = candidates
        self.isComplete = isComplete
        self.mid = mid
        self.isLite = isLite
    }

    /// Parses a fragment: attributes, and pseudo media lines that group them (RFC 8840 §9).
    ///
    /// - Throws: ``SDPError`` for a body over the bounds, a malformed line, or only one of the two credentials.
    public init(parsing text: String) throws(SDPError) {
        var lines = try SDPLines(text)
        var attributes: [SDPAttribute] = []
        while let line = lines.next() {
            switch line.type {
            case "a": attributes.append(SDPAttribute(parsing: line.value, line: line.number))
            case "m": continue
            default:
                throw SDPError(.malformedLine, line: line.number, "a fragment has only a= and m= lines (RFC 8840 §9).")
            }
        }
        let ufrag = attributes.first(named: "ice-ufrag")
        let password = attributes.first(named: "ice-pwd")
        self.init(
            credentials: ufrag == nil && password == nil ? nil : try ICECredentials(ufrag: ufrag, password: password),
            candidates: attributes.all(named: "candidate").prefix(TransportParameters.maximumCandidates)
                .compactMap { ICECandidate(attribute: $0.value ?? "") },
            isComplete: attributes.first(named: "end-of-candidates") != nil,
            mid: attributes.value(of: "mid"), isLite: attributes.first(named: "ice-lite") != nil)
    }

    /// The text of the fragment, as a restart's answer carries it (RFC 9725 §4.3.3).
    public func serialized() -> String {
        var lines = isLite ? ["a=ice-lite"] : []
        if let credentials { lines += ["a=ice-ufrag:\(credentials.ufrag)", "a=ice-pwd:\(credentials.password)"] }
        if let mid { lines += ["m=audio 9 UDP/TLS/RTP/SAVPF 0", "a=mid:\(mid)"] }
        lines += candidates.map { "a=candidate:\($0.attribute)" }
        if isComplete { lines.append("a=end-of-candidates") }
        return lines.map { $0 + "\r\n" }.joined()
    }
}
