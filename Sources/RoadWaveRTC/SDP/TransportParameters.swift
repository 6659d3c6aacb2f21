/// The ICE and DTLS parameters of a section, which it states itself or takes from the session part (RFC 8839 §5.4,
/// RFC 8842 §5.1).
struct TransportParameters {
    var credentials: ICECredentials
    var candidates: [ICECandidate]
    var fingerprint: DTLSFingerprint
    var setup: DTLSSetup

    /// A phone has about ten candidates; more are ignored.
    static let maximumCandidates = 64

    init(of section: MediaDescription, in description: SessionDescription) throws(SDPError) {
        func attribute(_ name: String) -> SDPAttribute? {
            section.attributes.first(named: name) ?? description.attributes.first(named: name)
        }
        guard attribute("rtcp-mux") != nil else {
            throw SDPError(.unsupportedTransport, line: section.line, "a=rtcp-mux is required (RFC 9725 §4.4).")
        }
        credentials = try ICECredentials(ufrag: attribute("ice-ufrag"), password: attribute("ice-pwd"))
        candidates = (section.attributes.all(named: "candidate") + description.attributes.all(named: "candidate"))
            .prefix(Self.maximumCandidates)
            .compactMap { ICECandidate(attribute: $0.value ?? "") }
        fingerprint = try Self.fingerprint(of: section, in: description)
        guard let setupLine = attribute("setup") else {
            throw SDPError(.badSetup, line: section.line, "a=setup is absent.")
        }
        guard let setup = DTLSSetup(rawValue: setupLine.value ?? "") else {
            throw SDPError(.badSetup, line: setupLine.line, "a=setup must be active, passive or actpass.")
        }
        self.setup = setup
    }

    /// The strongest accepted hash: RFC 8122 §5 lets a description carry several of one certificate.
    private static func fingerprint(
        of section: MediaDescription, in description: SessionDescription
    ) throws(SDPError) -> DTLSFingerprint {
        var lines = section.attributes.all(named: "fingerprint")
        if lines.isEmpty { lines = description.attributes.all(named: "fingerprint") }
        guard let first = lines.first else {
            throw SDPError(.noFingerprint, line: section.line, "a=fingerprint is absent.")
        }
        let usable = lines.compactMap { DTLSFingerprint(attribute: $0.value ?? "") }
        guard let strongest = usable.max(by: { $0.bytes.count < $1.bytes.count }) else {
            throw SDPError(
                .noFingerprint, line: first.line, "a=fingerprint must be a sha-256, sha-384 or sha-512 hash.")
        }
        return strongest
    }
}

extension ICECredentials {
    /// Reads `a=ice-ufrag` and `a=ice-pwd` with the lengths and characters of RFC 8839 §5.4.
    init(ufrag: SDPAttribute?, password: SDPAttribute?) throws(SDPError) {
        guard let ufrag, let password else {
            throw SDPError(.noICECredentials, "a=ice-ufrag and a=ice-pwd are required.")
        }
        guard let ufragValue = ufrag.value, Self.isICEText(ufragValue, length: 4...256) else {
            throw SDPError(.noICECredentials, line: ufrag.line, "a=ice-ufrag must have 4 to 256 ICE characters.")
        }
        guard let passwordValue = password.value, Self.isICEText(passwordValue, length: 22...256) else {
            throw SDPError(.noICECredentials, line: password.line, "a=ice-pwd must have 22 to 256 ICE characters.")
        }
        self.init(ufrag: ufragValue, password: passwordValue)
    }

    private static func isICEText(_ text: String, length: ClosedRange<Int>) -> Bool {
        length.contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                    true
                // libwebrtc and FFmpeg keep to the grammar; some stacks use these two, which harm nothing.
                case UInt8(ascii: "-"), UInt8(ascii: "_"): true
                default: false
                }
            }
    }
}
