/// The ICE and DTLS parameters of a section. They are in the section itself, in the tagged section of its bundle (RFC
/// 9143 §7.1.3), or in the session part (RFC 8839 §5.4, RFC 8842 §5.1).
struct TransportParameters {
    var credentials: ICECredentials
    var candidates: [ICECandidate]
    var fingerprints: [DTLSFingerprint]
    var setup: DTLSSetup
    /// Whether the section is in a BUNDLE group.
    var isBundled: Bool
    /// Whether `a=rtcp-mux-only` is present.
    var requiresMux: Bool

    /// A phone has about ten candidates; more are ignored.
    static let maximumCandidates = 64
    /// A device has one certificate, or two while it changes them; more are ignored.
    static let maximumFingerprints = 8

    init(
        of section: MediaDescription, in description: SessionDescription, _ bundles: BundleGroups
    ) throws(SDPError) {
        let tagged = bundles.tagged(for: section)
        let levels = [section.attributes, tagged?.attributes ?? [], description.attributes]
        func attribute(_ name: String) -> SDPAttribute? { levels.lazy.compactMap { $0.first(named: name) }.first }
        requiresMux = attribute("rtcp-mux-only") != nil
        isBundled = tagged != nil
        // A bundle-only section is always multiplexed, with or without the attribute (RFC 9143 §9.3).
        guard attribute("rtcp-mux") != nil || requiresMux || isBundled && section.isBundleOnly else {
            throw SDPError(.unsupportedTransport, line: section.line, "a=rtcp-mux is required (RFC 9725 §4.4).")
        }
        credentials = try ICECredentials(ufrag: attribute("ice-ufrag"), password: attribute("ice-pwd"))
        candidates = (section.attributes.all(named: "candidate") + description.attributes.all(named: "candidate"))
            .prefix(Self.maximumCandidates)
            .compactMap { ICECandidate(attribute: $0.value ?? "") }
        fingerprints = try Self.fingerprints(in: levels, of: section)
        guard let setupLine = attribute("setup") else {
            throw SDPError(.badSetup, line: section.line, "a=setup is absent.")
        }
        guard let setup = DTLSSetup(attribute: setupLine.value ?? "") else {
            throw SDPError(.badSetup, line: setupLine.line, "a=setup must be active, passive or actpass.")
        }
        self.setup = setup
    }

    /// All hashes by the strongest accepted function, from the first level that has any. A description may carry hashes
    /// of one certificate by several functions, and of several certificates (RFC 8122 §5).
    private static func fingerprints(
        in levels: [[SDPAttribute]], of section: MediaDescription
    ) throws(SDPError) -> [DTLSFingerprint] {
        let lines = levels.lazy.map { $0.all(named: "fingerprint") }.first { !$0.isEmpty } ?? []
        guard let first = lines.first else {
            throw SDPError(.noFingerprint, line: section.line, "a=fingerprint is absent.")
        }
        let usable = lines.compactMap { DTLSFingerprint(attribute: $0.value ?? "") }
        guard let length = usable.map(\.algorithm.length).max() else {
            throw SDPError(
                .noFingerprint, line: first.line, "a=fingerprint must be a sha-256, sha-384 or sha-512 hash.")
        }
        return Array(usable.filter { $0.algorithm.length == length }.prefix(maximumFingerprints))
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
                // libwebrtc and FFmpeg keep to the grammar. Some stacks use these two characters, which are harmless.
                case UInt8(ascii: "-"), UInt8(ascii: "_"): true
                default: false
                }
            }
    }
}
